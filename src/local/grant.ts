import 'reflect-metadata';
import { Option } from 'commander';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { readCommandLine } from '../commandLine/commandLine';
import { UsageError } from '../commandLine/UsageError';
import { readVariables } from '../configuration/configuration';
import { createAwsClient, type AwsAddress } from '../aws/createAwsClient';
import { LOCAL_USER_POOL_ID } from './cognitoDatabase';
import { runCommand } from './command';
import { isDeploymentMeant } from './deployment';
import { isSet } from './environment';
import { LocalFailure } from './failure';
import { FOLDER_OPTION, type FolderOption } from './folderOption';
import { LocalFolder } from './localFolder';
import { grantOwnership, revokeOwnership, type People } from './ownership';
import { findRunning } from './running';
import { withStore, type StoreAddress } from './store';

const COMMAND = {
  usage: 'npm run grant --',
  about:
    'Makes somebody an owner of a shop, or takes that away: on the running local stack, or on AWS where COGNITO_USER_POOL_ID or FIELDGATE_MODE=production is set.',
  options: [
    new Option('--owner <email>', 'the address of their account, which exists'),
    new Option('--shop <shop>', 'the shop’s short name, such as harbour-bistro'),
    new Option('--revoke', 'take the shop away from them').default(false),
    FOLDER_OPTION,
  ],
  examples: [
    ['npm run grant -- --owner customer1@example.com --shop harbour-bistro', 'they own it'],
    ['npm run grant -- --owner customer1@example.com --shop harbour-bistro --revoke', 'they do not any more'],
  ],
  variables: [
    'FIELDGATE_MODE',
    'COGNITO_USER_POOL_ID',
    'TABLE_NAME',
    'AWS_REGION',
    'DYNAMODB_ENDPOINT',
    'OWNERSHIP_CACHE_SECONDS',
  ],
} as const;

interface Options extends FolderOption {
  readonly owner?: string;
  readonly shop?: string;
  readonly revoke: boolean;
}

/** Where the act is carried out. */
interface Place {
  readonly store: StoreAddress;
  readonly people: People;
}

/** An operator's act: makes somebody an owner of a shop, or takes that away. On the running local stack, or on AWS where the environment names a user pool. */
void runCommand(async () => {
  const { values } = readCommandLine<Options>(COMMAND);
  const { owner, shop, revoke } = values;
  if (owner === undefined || shop === undefined)
    throw new UsageError('Expected --owner <email> and --shop <shop>. `npm run grant -- --help` has examples.');
  // Before anything is done, since it is told afterwards.
  const { OWNERSHIP_CACHE_SECONDS: cachedSeconds } = readVariables(process.env, ['OWNERSHIP_CACHE_SECONDS']);
  const { store: address, people } = isElsewhere() ? onAws() : await onLocalStack(new LocalFolder(values.folder));
  const act = revoke ? revokeOwnership : grantOwnership;
  await withStore(address, (store) => act(owner, shop, store, people)).finally(() => people.cognito.destroy());
  console.log(
    `${owner} ${revoke ? 'does not own' : 'owns'} ${shop} ${revoke ? 'any more' : 'now'}. ${whenItCounts(revoke, cachedSeconds)}`,
  );
});

/** A pool has no local users, whatever else is local. */
function isElsewhere(): boolean {
  return isSet(process.env, 'COGNITO_USER_POOL_ID') || isDeploymentMeant(process.env, []);
}

function whenItCounts(revoke: boolean, seconds: number): string {
  const within = `It counts within ${seconds} seconds (OWNERSHIP_CACHE_SECONDS)`;
  return revoke ? `${within}.` : `${within}; who was no shop owner before refreshes or signs in once more.`;
}

/** The pool and table that the environment names, with the credentials of whoever runs this. */
function onAws(): Place {
  const given = readVariables(process.env, ['COGNITO_USER_POOL_ID', 'TABLE_NAME', 'AWS_REGION', 'DYNAMODB_ENDPOINT']);
  const { COGNITO_USER_POOL_ID: userPoolId, TABLE_NAME: tableName, DYNAMODB_ENDPOINT: endpoint } = given;
  const [region = ''] = userPoolId.split('_');
  return {
    store: { endpoint, region: isSet(process.env, 'AWS_REGION') ? given.AWS_REGION : region, tableName },
    people: { cognito: cognitoAt({ region, isLocal: false }), userPoolId },
  };
}

function cognitoAt(address: AwsAddress): CognitoIdentityProvider {
  return createAwsClient(CognitoIdentityProvider, { ...address, connectionTimeoutMs: 2000, requestTimeoutMs: 10_000 });
}

async function onLocalStack(folder: LocalFolder): Promise<Place> {
  const stack = (await findRunning(folder))?.ready;
  if (!stack?.cognito)
    throw new LocalFailure(
      'Fieldgate is not running here with the local Cognito. Start it with `npm start`, or set COGNITO_USER_POOL_ID and TABLE_NAME for AWS.',
    );
  const { region, tableName, dynamoDbEndpoint: endpoint, engine, cognito } = stack;
  return {
    store: { endpoint: endpoint || undefined, region, tableName, engine },
    people: {
      cognito: cognitoAt({ region, endpoint: cognito.url, isLocal: true }),
      userPoolId: LOCAL_USER_POOL_ID,
    },
  };
}
