/*
 * Stands for `aws`, `npx` and `npm` on the PATH: writes down how it was called, and answers as AWS documents it. What AWS keeps between
 * calls is in a file. At the call `interruptedAt`, somebody presses Ctrl-C. Users are those of a local Cognito, tables those of a local engine.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [command, ...given] = process.argv.slice(2);
const { RECORD, STATE, WORLD } = process.env;
const FILE = 'file://';
/** What stands in a file is written down as if it had been typed. */
const typed = given.map((each) => (each.startsWith(FILE) ? readFileSync(each.slice(FILE.length), 'utf8') : each));
appendFileSync(RECORD, `${JSON.stringify([command, ...typed])}\n`);
appendFileSync(`${RECORD}-seen`, `${given.join(' ')}\n`);

const world = JSON.parse(WORLD);
const state = existsSync(STATE)
  ? JSON.parse(readFileSync(STATE, 'utf8'))
  : { rotatedAt: 1_700_000_000, trusts: {}, stands: world.stands };
const before = JSON.stringify(state);
const [service, operation] = given;
const input = given.includes('--cli-input-json') ? JSON.parse(typed[given.indexOf('--cli-input-json') + 1]) : {};

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:alarms';
const outputs = {
  data: { TableName: world.tableName },
  identity: { PoolId: world.poolId, ClientId: world.clientId },
  keys: { KeysArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:keys' },
  api: { FunctionName: 'api', Url: `${world.gateway}/graphql` },
  watch: { AlarmTopic: TOPIC },
  ...(world.nameUrl && { edge: { Url: `${world.nameUrl}/graphql` } }),
};

async function post(url, target, type) {
  const headers = {
    'content-type': type,
    'x-amz-target': target,
    authorization: world.authorization,
    'x-amz-date': '20260101T000000Z',
  };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  const answer = await response.json();
  if (response.ok) return answer;
  throw fault(answer.__type.split('#').at(-1), answer.message);
}

function fault(code, message = '') {
  return Object.assign(new Error(message), { code });
}

const pascal = operation?.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

function trustOf(name) {
  const statement = { Effect: 'Allow', Principal: { AWS: 'the API' } };
  return state.trusts[name] ?? { Version: '2012-10-17', Statement: [statement, ...(world.leftTrust ?? [])] };
}

/** The engine here has none, so the items are copied. */
async function restored() {
  const { tsImport } = await import('tsx/esm/api');
  const { copied } = await tsImport('../../prove/localDrill.ts', import.meta.url);
  const { toEngine } = await tsImport('../../prove/calls.ts', import.meta.url);
  await copied(toEngine(world.engine), input.SourceTableName, input.TargetTableName);
  return {};
}

const ANSWERS = {
  'sts get-caller-identity': () => ({ Account: '111122223333', UserId: 'AROAEXAMPLE:operator' }),
  'cloudformation describe-stacks': () => {
    if (!state.stands) throw fault('ValidationError', `Stack with id ${input.StackName} does not exist`);
    const entries = Object.entries(outputs[input.StackName.replace('fieldgate-dev-', '')] ?? {});
    return { Stacks: [{ Outputs: entries.map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })) }] };
  },
  'secretsmanager describe-secret': () => ({ LastRotatedDate: new Date(state.rotatedAt * 1000).toISOString() }),
  'secretsmanager rotate-secret': () => void (state.rotatedAt += 60),
  'lambda update-function-configuration': () => void (state.isNew = true),
  'lambda get-function-configuration': () => ({ LastUpdateStatus: 'Successful' }),
  'iam get-role': () => {
    if (input.RoleName.startsWith('fieldgate-prod') && !world.hasProd) throw fault('NoSuchEntity', 'no such role');
    const Arn = `arn:aws:iam::111122223333:role/${input.RoleName}`;
    return { Role: { Arn, AssumeRolePolicyDocument: trustOf(input.RoleName) } };
  },
  'iam update-assume-role-policy': () => void (state.trusts[input.RoleName] = JSON.parse(input.PolicyDocument)),
  'sts assume-role': () => {
    const name = input.RoleArn.split('/').at(-1);
    const isLetIn = trustOf(name).Statement.some(
      ({ Condition }) => Condition?.StringEquals['aws:userid'] === 'AROAEXAMPLE:operator',
    );
    if (!isLetIn) throw fault('AccessDenied', 'not authorized');
    const principal = name.replace('fieldgate-dev-', '');
    return { Credentials: { AccessKeyId: `PROVE.${principal}`, SecretAccessKey: 'x', SessionToken: 'x' } };
  },
  'cloudwatch describe-alarms': () => ({
    MetricAlarms: [
      { AlarmName: 'fieldgate-dev-watch-Rings', AlarmActions: [TOPIC], StateValue: 'ALARM' },
      { AlarmName: 'fieldgate-dev-watch-Slow', AlarmActions: [TOPIC], StateValue: 'OK' },
    ],
  }),
  'cloudwatch set-alarm-state': () => void (state.rang = input.AlarmName),
  'sqs create-queue': () => ({ QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/prove' }),
  'sqs get-queue-attributes': () => ({ Attributes: { QueueArn: 'arn:aws:sqs:eu-central-1:111122223333:prove' } }),
  'sqs receive-message': () => (state.rang ? { Messages: [{ Body: JSON.stringify({ Message: state.rang }) }] } : {}),
  'sns subscribe': () => ({ SubscriptionArn: `${TOPIC}:1` }),
  'sns list-subscriptions-by-topic': () => ({
    Subscriptions: [{ Protocol: 'email', Endpoint: 'operators@example.com', SubscriptionArn: 'PendingConfirmation' }],
  }),
  'resourcegroupstaggingapi get-resources': () => ({ ResourceTagMappingList: world.left ?? [] }),
  'dynamodb describe-continuous-backups': () => ({
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { LatestRestorableDateTime: new Date().toISOString() },
    },
  }),
  'dynamodb restore-table-to-point-in-time': restored,
  'dynamodb update-continuous-backups': () => undefined,
  'dynamodb update-contributor-insights': () => undefined,
  'dynamodb tag-resource': () => undefined,
};

async function answer() {
  if (command === 'npx') state.stands = operation === 'deploy';
  if (command !== 'aws') return undefined;
  const scripted = ANSWERS[`${service} ${operation}`];
  if (scripted) return scripted();
  if (service === 'cognito-idp')
    return post(world.cognito, `AWSCognitoIdentityProviderService.${pascal}`, 'application/x-amz-json-1.1');
  if (service === 'dynamodb') return post(world.engine, `DynamoDB_20120810.${pascal}`, 'application/x-amz-json-1.0');
  return undefined;
}

/** Calls at the same time must find the whole of it; those that change nothing leave it. */
function keep() {
  const text = JSON.stringify(state);
  if (text === before) return;
  writeFileSync(`${STATE}-${process.pid}`, text);
  renameSync(`${STATE}-${process.pid}`, STATE);
}

try {
  const said = await answer();
  const isInterrupted = world.interruptedAt === `${service} ${operation}` && !state.wasInterrupted;
  state.wasInterrupted ||= isInterrupted;
  keep();
  if (isInterrupted) process.kill(process.ppid, 'SIGINT');
  if (said !== undefined) process.stdout.write(`${JSON.stringify(said)}\n`);
} catch (error) {
  process.stderr.write(`\nAn error occurred (${error.code}) when calling the ${pascal} operation: ${error.message}\n`);
  process.exitCode = 254;
}
