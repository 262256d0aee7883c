import { GuestSessions } from '../identity/GuestSessions';
import { VisitTokens } from '../identity/VisitTokens';
import type { Configuration } from '../configuration/configuration';
import type { PreparedCaller } from '../transports/pages/page/ExplorerContent';
import { signIn, type CognitoClient } from './cognitoClient';
import { LOCAL_USERS, type LocalUser } from './localUsers';
import { withStore, type StoreAddress } from './store';
import { visitSerial } from './visitSerial';

/** What runs, and where its data is. */
export interface Stack {
  readonly configuration: Configuration;
  /** `null` where the environment names another user pool: then there are guests only. */
  readonly cognito: CognitoClient | null;
  readonly address: StoreAddress;
}

type Headers = Readonly<Record<string, string>>;

const VISITED = 'harbour-bistro';
/** Who is in that shop; the second customer is not, to compare. */
const VISITORS = ['customer1'];

/** Everybody whom the explorer can be with one click, with credentials that are good from now on. */
export async function preparedCallers(stack: Stack): Promise<PreparedCaller[]> {
  const visit = await visitHeaders(stack);
  const signedIn = LOCAL_USERS.map((user) => signedInCaller(user, stack, visit));
  return [
    { name: 'guest', headers: {} },
    { name: `guest with a session, in ${VISITED}`, headers: { ...(await guestHeaders(stack)), ...visit } },
    ...(await Promise.all(signedIn)).filter((caller) => caller !== null),
  ];
}

async function guestHeaders({ configuration }: Stack): Promise<Headers> {
  const { GUEST_SESSION_KEYS: keys, GUEST_SESSION_SECONDS: lifetimeSeconds } = configuration;
  const { token } = await new GuestSessions({ keys, lifetimeSeconds }).issue();
  return { authorization: `Bearer ${token}` };
}

/** Nothing where the table holds other data than the demo's. */
async function visitHeaders({ configuration, address }: Stack): Promise<Headers> {
  const serial = await withStore(address, (store) => visitSerial(VISITED, store));
  if (serial === null) return {};
  const { VISIT_TOKEN_KEYS: keys, VISIT_TOKEN_SECONDS: lifetimeSeconds } = configuration;
  return { 'x-visit-token': await new VisitTokens({ keys, lifetimeSeconds }).issue({ tenant: VISITED, serial }) };
}

/** `null` for a user who cannot sign in with a password alone any more: one whose second factor or password was changed here. */
async function signedInCaller(
  { email }: LocalUser,
  { cognito }: Stack,
  visit: Headers,
): Promise<PreparedCaller | null> {
  const [name = email] = email.split('@');
  const token = cognito && (await signIn(cognito, email).catch(() => null));
  if (token === null) return null;
  const visiting = VISITORS.includes(name);
  const headers = { authorization: `Bearer ${token}`, ...(visiting && visit) };
  return { name: visiting ? `${name}, in ${VISITED}` : name, headers };
}
