import { freePort } from '../../src/local/ports';
import { firstRings } from '../lambda/keyRings';
import { untilActive, type DrillSite } from './drill';
import { ServerProcess } from './LocalStack';
import { readAsBoth } from './readAsBoth';
import { REGION, Stacks } from './Stacks';
import { Unproven } from './Step';

type OwnerToken = () => Promise<string | null>;
const fromEnvironment: OwnerToken = async () => process.env.OWNER_TOKEN ?? null;

/** The drill with the table that a stage uses now. */
export async function awsDrill(stage: string, ownerToken: OwnerToken = fromEnvironment): Promise<DrillSite> {
  const stacks = new Stacks(stage);
  const { call, endpoint } = stacks;
  const tableName = await stacks.output('data', 'TableName');
  const store = { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName, AWS_REGION: REGION };
  return {
    ...{ call, region: REGION, tableName, store },
    restore: async (target) => restored(stacks, tableName, target),
    read: async (target, shop) => {
      const port = String(await freePort());
      const url = `http://localhost:${port}`;
      const environment = {
        ...{ ...store, TABLE_NAME: target, FIELDGATE_MODE: 'production', PORT: port, HOST: '127.0.0.1' },
        COGNITO_USER_POOL_ID: await stacks.output('identity', 'PoolId'),
        COGNITO_CLIENT_ID: await stacks.output('identity', 'ClientId'),
        // Of this server alone: nobody else’s token is to be good here.
        ...firstRings(),
      };
      const server = await ServerProcess.start('server/main.js', [], environment, url);
      try {
        return await readAsBoth(`${url}/graphql`, shop, ownerToken);
      } finally {
        await server.stop();
      }
    },
    commands: (target, setting) => switchOver(stacks, target, setting),
  };
}

interface Backups {
  readonly ContinuousBackupsDescription?: {
    readonly PointInTimeRecoveryDescription?: {
      readonly PointInTimeRecoveryStatus?: string;
      /** A text or seconds since 1970: versions of the command line differ. */
      readonly LatestRestorableDateTime?: string | number;
    };
  };
}

/** To the latest moment that there is, typically five minutes ago. */
async function restored({ call }: Stacks, SourceTableName: string, TargetTableName: string) {
  const { ContinuousBackupsDescription: backups } = (await call('dynamodb', 'describe-continuous-backups', {
    TableName: SourceTableName,
  })) as Backups;
  const latest = backups?.PointInTimeRecoveryDescription?.LatestRestorableDateTime;
  if (latest === undefined)
    throw new Unproven(
      `point-in-time recovery of ${SourceTableName} to be on`,
      'it names no moment to restore to',
      'Switch it on, or wait some minutes if the table is new.',
    );
  const moment = new Date(typeof latest === 'number' ? latest * 1_000 : latest);
  const RestoreDateTime = Math.floor(moment.getTime() / 1_000);
  await call('dynamodb', 'restore-table-to-point-in-time', { SourceTableName, TargetTableName, RestoreDateTime });
  await untilActive(call, TargetTableName);
  return { moment, how: `to ${moment.toISOString()}` };
}

function switchOver({ stage }: Stacks, target: string, setting: string): string[] {
  const function_ = `$(aws cloudformation describe-stacks --stack-name fieldgate-${stage}-api --query "Stacks[0].Outputs[?OutputKey=='FunctionName'].OutputValue" --output text)`;
  return [
    `aws lambda put-function-concurrency --function-name ${function_} --reserved-concurrent-executions 0   # stops writes; tasks: desired count 0`,
    `put ${setting} into ${stage} in deploy/stages.ts`,
    `STAGE=${stage} npm run deploy -- --all   # everything reads and writes ${target}`,
    `aws lambda delete-function-concurrency --function-name ${function_}   # or the reserved one of deploy/stages.ts`,
  ];
}
