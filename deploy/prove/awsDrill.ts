import { freePort } from '../../src/local/ports';
import { firstRings } from '../lambda/keyRings';
import { untilActive, type DrillSite } from './drill';
import { undoneAfter } from './interruption';
import { ServerProcess } from './LocalStack';
import { readAsBoth } from './readAsBoth';
import { Stacks } from './Stacks';
import { Unproven, untilThere } from './Step';

type OwnerToken = () => Promise<string | null>;
const fromEnvironment: OwnerToken = async () => process.env.OWNER_TOKEN ?? null;

/** How long AWS may take until it can restore to a moment that is now: some five minutes. */
const RESTORABLE_MINUTES = 20;

/** The drill with the table that a stage uses now. */
export async function awsDrill(stage: string, ownerToken: OwnerToken = fromEnvironment): Promise<DrillSite> {
  const stacks = new Stacks(stage);
  const { call, endpoint, region } = stacks;
  const tableName = await stacks.output('data', 'TableName');
  const store = { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName, AWS_REGION: region };
  return {
    ...{ call, tableName, store, tags: { application: 'fieldgate', stage } },
    restore: async (target) => restored(stacks, tableName, target),
    read: async (target, shop) => {
      const port = String(await freePort());
      const url = `http://localhost:${port}`;
      const environment = {
        ...{ ...store, TABLE_NAME: target, FIELDGATE_MODE: 'production', PORT: port, HOST: '127.0.0.1' },
        COGNITO_USER_POOL_ID: await stacks.output('identity', 'PoolId'),
        COGNITO_CLIENT_ID: await stacks.output('identity', 'ClientId'),
        COGNITO_JWKS_FILE: process.env.COGNITO_JWKS_FILE,
        // Nobody asks it but we.
        SHUTDOWN_GRACE_SECONDS: '0',
        // Of this server alone: nobody else’s token is to be good here.
        ...firstRings(),
      };
      const server = await ServerProcess.start('main.js', [], environment, url);
      return undoneAfter(
        async () => readAsBoth(`${url}/graphql`, shop, ownerToken),
        async () => server.stop(),
      );
    },
    commands: (target, setting) => switchOver(stacks, target, setting),
  };
}

interface Backups {
  readonly ContinuousBackupsDescription?: {
    readonly PointInTimeRecoveryDescription?: {
      readonly PointInTimeRecoveryStatus?: string;
      /** A string or seconds since 1970: versions of the command line differ. */
      readonly LatestRestorableDateTime?: string | number;
    };
  };
}

/** To the first moment after this began that there is: what was verified is what is restored. */
async function restored({ call }: Stacks, SourceTableName: string, TargetTableName: string) {
  const startedAt = inSeconds(new Date());
  const moment = await untilThere(
    `${SourceTableName} to be restorable to ${startedAt.toISOString()}`,
    async () => {
      const given = { TableName: SourceTableName };
      const found: Backups = await call('dynamodb', 'describe-continuous-backups', given);
      const { PointInTimeRecoveryStatus: status, LatestRestorableDateTime: latest } =
        found.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
      if (status === 'DISABLED') throw new Unproven(`recovery of ${SourceTableName}`, 'it is off', 'Switch it on.');
      const at = inSeconds(new Date(typeof latest === 'number' ? latest * 1_000 : (latest ?? 0)));
      return at >= startedAt ? at : null;
    },
    { minutes: RESTORABLE_MINUTES },
  );
  const RestoreDateTime = moment.getTime() / 1_000;
  await call('dynamodb', 'restore-table-to-point-in-time', { SourceTableName, TargetTableName, RestoreDateTime });
  await untilActive(call, TargetTableName);
  return { moment, how: `to ${moment.toISOString()}` };
}

/** AWS restores to whole seconds. */
const inSeconds = (at: Date): Date => new Date(Math.floor(at.getTime() / 1_000) * 1_000);

function switchOver({ stage, region }: Stacks, target: string, setting: string): string[] {
  const function_ = `$(aws cloudformation describe-stacks --region ${region} --stack-name fieldgate-${stage}-api --query "Stacks[0].Outputs[?OutputKey=='FunctionName'].OutputValue" --output text)`;
  const concurrency = `--region ${region} --function-name ${function_}`;
  return [
    `aws lambda put-function-concurrency ${concurrency} --reserved-concurrent-executions 0   # stops writes; tasks: desired count 0`,
    `put ${setting} into ${stage} in deploy/stages.ts`,
    `AWS_REGION=${region} npm run deploy -- -c stage=${stage} --all   # everything reads and writes ${target}`,
    `aws lambda delete-function-concurrency ${concurrency}   # or the reserved one of deploy/stages.ts`,
  ];
}
