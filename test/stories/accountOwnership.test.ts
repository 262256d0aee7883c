import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { toGlobalId } from '../../src/model/globalId';
import { grantOwnership, revokeOwnership, type People } from '../../src/local/ownership';
import type { Store } from '../../src/local/store';
import { createClient } from '../../src/storage/client';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { bearer, confirmed, done, freshEmail, PASSWORD, person, signedIn } from '../support/accounts';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { orderingWorld } from '../support/ordering';
import { laterByEveryClock, stopTheClock } from '../support/stillTime';

/** `npm run grant`: an operator makes somebody an owner, and takes it away. */
const ALPHA = toGlobalId('Shop', 'alpha');
const CACHE_SECONDS = 5;

let cognito: CognitoUnderTest;
let api: ApiUnderTest;
let store: Store;
let people: People;

beforeAll(async () => {
  cognito = await CognitoUnderTest.start();
  api = await ApiUnderTest.start(orderingWorld(), cognito.environment);
  const endpoint = process.env.FIELDGATE_TEST_ENDPOINT;
  const { documents: client } = createClient({
    endpoint,
    region: 'eu-central-1',
    connectionTimeoutMs: 5000,
    isLocal: true,
    requestTimeoutMs: 5000,
  });
  store = { client, tableName: api.environment.TABLE_NAME ?? '', by: 'batches' };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  people = {
    cognito: new CognitoIdentityProvider({ region: 'eu-central-1', endpoint: cognito.pool.url, credentials }),
    userPoolId: cognito.pool.userPoolId,
  };
});
afterEach(() => jest.useRealTimers());
afterAll(async () => {
  store.client.destroy();
  people.cognito.destroy();
  await api.close();
  await cognito.close();
});

const grant = async (email: string, shop: string) => grantOwnership(email, shop, store, people);
const revoke = async (email: string, shop: string) => revokeOwnership(email, shop, store, people);
const seen = async (headers: RequestHeaders) => {
  const query = `{ viewer { roles shops { name } } shop(id: "${ALPHA}") { taxId } }`;
  const { viewer, shop } = (await api.execute(query, headers)).body.data;
  return { roles: viewer.roles as unknown, shops: viewer.shops as unknown, taxId: shop.taxId as unknown };
};
const refreshed = async (refreshToken: string) =>
  bearer(String((await done(api, 'refreshSession', { refreshToken })).tokens.idToken));

const NOTHING = { roles: ['CUSTOMER'], shops: [], taxId: null };
const OWNER = { roles: ['CUSTOMER', 'SHOP_OWNER'], shops: [{ name: 'name of alpha' }], taxId: 'canary-taxId-alpha' };

describe('an operator makes somebody an owner', () => {
  it('the role comes with the next tokens, and goes with them; what is owned counts at once', async () => {
    const ada = await person(api, cognito);
    expect(await seen(ada.headers)).toEqual(NOTHING);
    await grant(ada.email.toUpperCase(), 'alpha');
    expect(await seen(ada.headers)).toEqual(NOTHING);
    const owning = await refreshed(ada.refreshToken);
    expect(await seen(owning)).toEqual(OWNER);
    await revoke(ada.email, 'alpha');
    expect(await seen(owning)).toEqual({ ...OWNER, shops: [], taxId: null });
    expect(await seen(await refreshed(ada.refreshToken))).toEqual(NOTHING);
  });

  it('doing it twice changes nothing; one of two shops taken away leaves the other, and the role', async () => {
    const { email } = await person(api, cognito);
    await grant(email, 'alpha');
    await grant(email, 'alpha');
    await grant(email, 'beta');
    await revoke(email, 'alpha');
    const { headers } = await signedIn(api, email);
    expect(await seen(headers)).toEqual({ ...OWNER, shops: [{ name: 'name of beta' }], taxId: null });
    await revoke(email, 'beta');
    expect(await seen((await signedIn(api, email)).headers)).toEqual(NOTHING);
  });

  it('takes effect within the seconds that ownership is remembered for', async () => {
    stopTheClock();
    const cached = await ApiUnderTest.start(orderingWorld(), {
      ...cognito.environment,
      OWNERSHIP_CACHE_SECONDS: String(CACHE_SECONDS),
    });
    const here: Store = { ...store, tableName: cached.environment.TABLE_NAME ?? '' };
    const email = await confirmed(cached, cognito);
    await grantOwnership(email, 'alpha', here, people);
    const { headers } = await signedIn(cached, email, PASSWORD);
    const taxId = async () =>
      (await cached.execute(`{ shop(id: "${ALPHA}") { taxId } }`, headers)).body.data.shop.taxId as unknown;
    expect(await taxId()).toBe('canary-taxId-alpha');
    await revokeOwnership(email, 'alpha', here, people);
    const clock = laterByEveryClock(CACHE_SECONDS * 1000);
    expect(await taxId()).toBeNull();
    clock.mockRestore();
    await cached.close();
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'an address that nobody has signed up with',
      async () => grant('nobody@example.com', 'alpha'),
      /^Nobody has signed up as nobody@example\.com/,
    ],
    [
      'a shop that there is not',
      async () => grant('customer1@example.com', 'atlantis'),
      /^There is no shop "atlantis" in the table/,
    ],
    [
      'a shop of a name that none could have',
      async () => grant('customer1@example.com', 'alpha#x'),
      /^There is no shop "alpha#x"/,
    ],
    [
      'taking away what was not there',
      async () => revoke('customer1@example.com', 'alpha'),
      /^customer1@example\.com does not own alpha/,
    ],
  ])('%s is told in a sentence, and nothing is changed', async (_, act, sentence) => {
    await expect(act()).rejects.toMatchObject({ name: 'LocalFailure', message: expect.stringMatching(sentence) });
    const { headers } = await signedIn(api, 'customer1@example.com', 'Local-only-1!');
    expect(await seen(headers)).toEqual(NOTHING);
  });

  it('an address that is not confirmed is not its owner’s yet', async () => {
    const email = freshEmail();
    await done(api, 'signUp', { email });
    await expect(grant(email, 'alpha')).rejects.toThrow(/not confirmed the address/);
  });

  it('the record names the person by the id of their tokens', async () => {
    const { email, idToken } = await person(api, cognito);
    await grant(email, 'gamma');
    const { body } = await api.execute('{ viewer { shops { name } } }', (await signedIn(api, email)).headers);
    expect(body.data.viewer.shops).toEqual([{ name: 'name of gamma' }]);
    expect(decodeJwt(idToken).sub).toMatch(/^[0-9a-f-]{36}$/);
  });
});
