import 'reflect-metadata';
import { Argument, Option } from 'commander';
import { GuestSessions } from '../identity/GuestSessions';
import { parseKeyRing, type KeyRing } from '../identity/signingKeys';
import { VisitTokens } from '../identity/VisitTokens';
import { readCommandLine } from '../commandLine/commandLine';
import { UsageError } from '../commandLine/UsageError';
import { readVariables } from '../configuration/configuration';
import { isSet } from './environment';
import { FOLDER_OPTION, type FolderOption } from './folderOption';
import { CognitoRefusal, signIn } from './cognitoClient';
import { runCommand } from './command';
import { planCatalogue } from './demo/catalogue';
import { LocalFailure } from './failure';
import { LocalFolder, localKeys, type LocalKeys } from './localFolder';
import { LOCAL_USERS } from './localUsers';
import { findRunning, type RunningStack } from './running';
import { withStore } from './store';
import { visitSerial } from './visitSerial';
import { readJobs, worldOptionsOf } from './worldJobs';

const COMMAND = {
  usage: 'npm run --silent token --',
  about:
    'Prints a token for the running local stack, and nothing else, on stdout: of a user, of a guest session, or of a visit.',
  argument: new Argument('[user]', `a local user: ${emails()}`),
  options: [
    new Option('--guest', 'a new guest session').conflicts('visit'),
    new Option('--visit <shop>', 'the visit token of a shop, for the header x-visit-token'),
    FOLDER_OPTION,
  ],
  examples: [
    ['npm run --silent token -- customer1@example.com', 'an ID token, for `authorization: Bearer …`'],
    ['npm run --silent token -- --guest', 'a guest session, for the same header'],
    ['npm run --silent token -- --visit harbour-bistro', 'for the header x-visit-token'],
  ],
  variables: ['GUEST_SESSION_SECONDS', 'VISIT_TOKEN_SECONDS', 'GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS'],
} as const;

interface Options extends FolderOption {
  readonly guest?: true;
  readonly visit?: string;
}

const SHOWN_SHOPS = 40;

/** Prints a token, and nothing else, on stdout. */
void runCommand(async () => {
  const { argument: user, values } = readCommandLine<Options>(COMMAND);
  const asked = [user, values.guest, values.visit].filter((each) => each !== undefined);
  if (asked.length !== 1)
    throw new UsageError(
      `Expected one of a user, --guest and --visit <shop>; got ${asked.length === 0 ? 'none' : 'several'}. Users: ${emails()}.`,
    );
  const folder = new LocalFolder(values.folder);
  const stack = await runningStack(folder);
  process.stdout.write(`${await tokenFor({ user, visit: values.visit }, stack, folder)}\n`);
});

async function runningStack(folder: LocalFolder): Promise<RunningStack> {
  const running = await findRunning(folder);
  if (!running)
    throw new LocalFailure(
      'Fieldgate is not running here. Start it with `npm start`, then ask for a token in another terminal.',
    );
  if (!running.ready)
    throw new LocalFailure(
      `\`${running.command}\` is still at work here and serves no tokens yet. Try again in a moment.`,
    );
  return running.ready;
}

async function tokenFor(
  asked: { user: string | undefined; visit: string | undefined },
  stack: RunningStack,
  folder: LocalFolder,
): Promise<string> {
  if (asked.user !== undefined) return userToken(asked.user, stack);
  const keys = await localKeys(folder);
  return asked.visit === undefined
    ? guestToken(keyRing('GUEST_SESSION_KEYS', keys, stack))
    : visitToken(asked.visit, keyRing('VISIT_TOKEN_KEYS', keys, stack), stack);
}

/** The keys that the running API uses: those of its environment are not stored, so they must be in ours, too. */
function keyRing(name: 'GUEST_SESSION_KEYS' | 'VISIT_TOKEN_KEYS', keys: LocalKeys, stack: RunningStack): KeyRing {
  if (!stack.keysFromEnvironment.includes(name)) return parseKeyRing(keys[name]);
  if (isSet(process.env, name)) return givenKeys(name);
  throw new LocalFailure(`The running API was given ${name} by its environment. Set the same value for this command.`);
}

function givenKeys(name: 'GUEST_SESSION_KEYS' | 'VISIT_TOKEN_KEYS'): KeyRing {
  return readVariables(process.env, [name])[name];
}

async function userToken(user: string, { cognito }: RunningStack): Promise<string> {
  if (!cognito)
    throw new LocalFailure(
      'The running API uses another user pool (COGNITO_USER_POOL_ID), which has no local users. Sign in there.',
    );
  const email = user.includes('@') ? user : `${user}@example.com`;
  try {
    return await signIn(cognito, email);
  } catch (error) {
    if (error instanceof CognitoRefusal && error.code === 'NoToken')
      throw new LocalFailure(`${email} has an authenticator. Sign in with signIn and answerSignInChallenge.`);
    if (error instanceof CognitoRefusal)
      throw new LocalFailure(`There is no local user ${JSON.stringify(user)}. There are: ${emails()}.`);
    throw error;
  }
}

function emails(): string {
  return LOCAL_USERS.map(({ email }) => email).join(', ');
}

async function guestToken(keys: KeyRing): Promise<string> {
  const { token } = await new GuestSessions({
    keys,
    lifetimeSeconds: readVariables(process.env, ['GUEST_SESSION_SECONDS']).GUEST_SESSION_SECONDS,
  }).issue();
  return token;
}

async function visitToken(shop: string, keys: KeyRing, stack: RunningStack): Promise<string> {
  const serial = await serialOf(shop, stack);
  const { VISIT_TOKEN_SECONDS: lifetimeSeconds } = readVariables(process.env, ['VISIT_TOKEN_SECONDS']);
  return new VisitTokens({ keys, lifetimeSeconds }).issue({ tenant: shop, serial });
}

/** Says which shops there are where there is no such one. */
async function serialOf(shop: string, stack: RunningStack): Promise<number> {
  const { dynamoDbEndpoint: endpoint, region, tableName } = stack;
  return withStore({ endpoint: endpoint || undefined, region, tableName }, async (store) => {
    const serial = await visitSerial(shop, store);
    if (serial !== null) return serial;
    const slugs = (await readJobs(store)).flatMap((job) => planCatalogue(worldOptionsOf(job)).map(({ slug }) => slug));
    const more = slugs.length > SHOWN_SHOPS ? ` and ${slugs.length - SHOWN_SHOPS} more` : '';
    throw new LocalFailure(
      `There is no shop ${JSON.stringify(shop)}. There are: ${slugs.slice(0, SHOWN_SHOPS).join(', ')}${more}.`,
    );
  });
}
