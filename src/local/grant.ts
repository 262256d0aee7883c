import { parseArgs } from 'node:util';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { LOCAL_USER_POOL_ID } from './cognitoDatabase';
import { runCommand } from './command';
import { isSet } from './environment';
import { LocalFailure } from './failure';
import { LocalFolder } from './localFolder';
import { grantOwnership, revokeOwnership, type People } from './ownership';
import { findRunning } from './running';
import { withStore, type StoreAddress } from './store';

const USAGE = 'Usage: npm run grant -- --owner <email> --shop <shop> [--revoke]';

/** Where the act is carried out. */
interface Place {
  readonly store: StoreAddress;
  readonly people: People;
}

/** An operator's act: makes somebody an owner of a shop, or takes that away. On the running local stack, or on AWS where the environment names a user pool. */
void runCommand(async () => {
  const { values } = parseArgs({
    options: {
      owner: { type: 'string' },
      shop: { type: 'string' },
      revoke: { type: 'boolean', default: false },
      folder: { type: 'string' },
    },
  });
  const { owner, shop, revoke } = values;
  if (owner === undefined || shop === undefined) throw new LocalFailure(USAGE);
  const { store: address, people } = isSet(process.env, 'COGNITO_USER_POOL_ID')
    ? onAws()
    : await onLocalStack(new LocalFolder(values.folder));
  const act = revoke ? revokeOwnership : grantOwnership;
  await withStore(address, (store) => act(owner, shop, store, people)).finally(() => people.cognito.destroy());
  console.log(
    `${owner} ${revoke ? 'does not own' : 'owns'} ${shop} ${revoke ? 'any more' : 'now'}. ${whenItCounts(revoke)}`,
  );
});

function whenItCounts(revoke: boolean): string {
  const seconds = process.env.OWNERSHIP_CACHE_SECONDS || '5';
  const within = `It counts within ${seconds} seconds (OWNERSHIP_CACHE_SECONDS)`;
  return revoke ? `${within}.` : `${within}; who was no shop owner before refreshes or signs in once more.`;
}

/** The pool and table that the environment names, with the credentials of whoever runs this. */
function onAws(): Place {
  const userPoolId = process.env.COGNITO_USER_POOL_ID ?? '';
  const [region = ''] = userPoolId.split('_');
  return {
    store: {
      endpoint: process.env.DYNAMODB_ENDPOINT || undefined,
      region: process.env.AWS_REGION || region,
      tableName: process.env.TABLE_NAME || 'fieldgate',
    },
    people: { cognito: new CognitoIdentityProvider({ region }), userPoolId },
  };
}

async function onLocalStack(folder: LocalFolder): Promise<Place> {
  const stack = (await findRunning(folder))?.ready;
  if (!stack?.cognito)
    throw new LocalFailure(
      'Fieldgate is not running here with the local Cognito. Start it with `npm start`, or set COGNITO_USER_POOL_ID and TABLE_NAME for AWS.',
    );
  const { region, tableName, dynamoDbEndpoint: endpoint, engine, cognito } = stack;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return {
    store: { endpoint: endpoint || undefined, region, tableName, engine },
    people: {
      cognito: new CognitoIdentityProvider({ region, endpoint: cognito.url, credentials }),
      userPoolId: LOCAL_USER_POOL_ID,
    },
  };
}
