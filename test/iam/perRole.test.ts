import { eventually, serverBeside } from '../abuse/requests';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { orderingWorld, PATIENT, shopNode } from '../support/ordering';
import { postJson } from '../support/postJson';
import { StsUnderTest, type AssumedRole } from '../support/StsUnderTest';
import { ownership, shop } from '../support/world';
import { pseudonymOf } from '../../src/observe/observeAuthentication';

/*
 * ASSUME_ROLE_PER_ROLE: whose credentials each request to the table carries. That AWS's policies then allow what they must and deny the
 * rest is for deploy/iam/simulate.ts.
 */

const PREFIX = 'arn:aws:iam::123456789012:role/fieldgate-test-';

let sts: StsUnderTest;
let api: ApiUnderTest;
beforeAll(async () => {
  sts = await StsUnderTest.start();
  const roles = { ASSUME_ROLE_PER_ROLE: 'on', ROLE_ARN_PREFIX: PREFIX, STS_ENDPOINT: sts.url };
  api = await ApiUnderTest.start([...orderingWorld(), ...shopsOfMany], { ...PATIENT, ...roles });
});
afterAll(async () => {
  await api.close();
  await sts.close();
});

const ALPHA = shopNode('alpha');
const NAME = `{ shop(id: "${ALPHA}") { name } }`;
const PROFILE = '{ viewer { customer { displayName } } }';
const MANY = Array.from({ length: 45 }, (_, n) => `many-${String(n)}`);
const EIGHTEEN = MANY.slice(0, 18);
const THIRTY = MANY.slice(10, 40);
const shopsOfMany = [
  ...MANY.flatMap((id) => [shop(id), ownership('owner-of-many', id)]),
  ...EIGHTEEN.map((id) => ownership('owner-of-eighteen', id)),
  ...THIRTY.map((id) => ownership('owner-of-thirty', id)),
];
const TOO_BIG = { status: 400, code: 'PackedPolicyTooLarge' };
const UPDATE_SHOP = 'mutation ($input: UpdateShopInput!) { updateShop(input: $input) { shop { open } } }';

/** Who made the calls for this operation: the role behind each, `server` for the server itself. */
async function askedAs(query: string, headers: RequestHeaders = {}): Promise<string[]> {
  const { calls, body } = await api.execute(query, headers);
  expect(body.errors).toBeUndefined();
  return [...new Set(calls.map(({ accessKeyId = '' }) => roleOf(accessKeyId)))];
}

function codesIn(errors: readonly { readonly extensions: { readonly code?: unknown } }[] = []): unknown[] {
  return errors.map(({ extensions }) => extensions.code);
}

function lastSession(role: string): AssumedRole | undefined {
  return [...sts.assumed.values()].findLast((each) => each.role === `${PREFIX}${role}`);
}

function roleOf(accessKeyId: string): string {
  return sts.assumed.get(accessKeyId)?.role.slice(PREFIX.length) ?? 'server';
}

describe('each caller’s items are read in the name of their role', () => {
  it('an owner’s, an administrator’s, and those of somebody with two roles; what everybody may see in that of everybody', async () => {
    expect(await askedAs(NAME)).toEqual(['PUBLIC-reads']);
    const owner = await api.ownerA();
    expect(await askedAs(`{ shop(id: "${ALPHA}") { taxId } }`, owner)).toEqual(['server', 'SHOP_OWNER-reads']);
    expect(
      await askedAs('{ platformStatistics(from: "2026-01-01", to: "2026-01-02") { shopCount } }', await api.admin()),
    ).toEqual(['PLATFORM_ADMIN-reads']);
    const both = await api.signedIn('customer-1', 'shop-owners', 'customers');
    expect(await askedAs(PROFILE, both)).toEqual(['CUSTOMER+SHOP_OWNER-reads']);
  });

  it('the session says what the keys take: neither who asks nor what else they own', async () => {
    await askedAs(`{ shop(id: "${ALPHA}") { taxId } }`, await api.ownerA());
    const owner = lastSession('SHOP_OWNER-reads');
    expect(Object.keys(owner?.tags ?? {})).toHaveLength(20);
    expect(owner).toMatchObject({ name: 'tenant=alpha', tags: { tenant1: 'alpha', tenant2: '=' } });
  });

  it('a subject that does not fit into a tag is named by none, so AWS denies what only it may see', async () => {
    await askedAs(PROFILE, await api.signedIn(`auth0|${'a'.repeat(249)}`, 'customers'));
    expect([...sts.assumed.values()].at(-1)?.tags.subject).toBe('=');
  });

  it('one session serves all requests of a caller until it expires, wherever they are', async () => {
    const customer = await api.customer2();
    const before = sts.assumed.size;
    for (let asked = 0; asked < 3; asked += 1) await askedAs(PROFILE, customer);
    await askedAs(PROFILE, { ...customer, ...(await api.visit('alpha')) });
    expect(sts.assumed.size).toBe(before + 1);
    const caller = pseudonymOf({ subject: 'customer-2', guestSession: null });
    expect(lastSession('CUSTOMER-reads')?.name).toBe(`caller=${caller ?? ''}`);
  });

  it('whoever reads the same shop’s data in the same role shares a session; what is public takes none but one for all', async () => {
    await askedAs(NAME);
    const before = sts.assumed.size;
    for (const subject of ['visitor-1', 'visitor-2', 'visitor-3'])
      await askedAs(NAME, await api.signedIn(subject, 'customers'));
    await askedAs(NAME, (await api.guest()).headers);
    expect(sts.assumed.size).toBe(before);
    const products = `{ shop(id: "${ALPHA}") { products(first: 2) { nodes { price { amount } } } } }`;
    const guests = [(await api.guest()).headers, (await api.guest()).headers, {}];
    for (const guest of guests) await askedAs(products, { ...guest, ...(await api.visit('alpha')) });
    expect([...sts.assumed.values()].slice(before)).toMatchObject([
      { role: `${PREFIX}GUEST-reads`, name: 'tenant=alpha', tags: { visit: 'alpha', guestSession: '=' } },
    ]);
  });

  it('who come at the same time open one session', async () => {
    const products = `{ shop(id: "${shopNode('beta')}") { products(first: 2) { nodes { price { amount } } } } }`;
    const visit = await api.visit('beta');
    const before = sts.assumed.size;
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(async (n) => {
        const { status, body } = await api.execute(products, {
          ...(await api.signedIn(`at-once-${n}`, 'customers')),
          ...visit,
        });
        return [status, codesIn(body.errors)];
      }),
    );
    expect(answers).toEqual(Array(5).fill([200, []]));
    expect([...sts.assumed.values()].slice(before)).toMatchObject([{ name: 'tenant=beta', tags: { visit: 'beta' } }]);
  });

  it('an owner of more shops than one session can name is served, by as many sessions as it takes', async () => {
    const before = sts.assumed.size;
    const many = await api.signedIn('owner-of-many', 'shop-owners');
    const { body, calls } = await api.execute('{ viewer { shops { id taxId } } }', many);
    expect(body.errors).toBeUndefined();
    const { shops } = (body.data as { viewer: { shops: { taxId: string | null }[] } }).viewer;
    expect(shops.map(({ taxId }) => typeof taxId)).toEqual(MANY.map(() => 'string'));
    const opened = [...sts.assumed.values()].slice(before).filter(({ role }) => role === `${PREFIX}SHOP_OWNER-reads`);
    const named = opened.map(({ tags }) => Object.values(tags).filter((value) => value !== '='));
    expect(named.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(named.flat().sort()).toEqual([...MANY].sort());
    expect(calls.filter(({ operation }) => operation === 'BatchGetItem')).toHaveLength(3);
  });

  it('whose session names too much for AWS is served by sessions that name half of it, and half again', async () => {
    sts.failure = { ...TOO_BIG, of: (said) => said.length > 4 };
    const before = sts.assumed.size;
    const many = await api.signedIn('owner-of-eighteen', 'shop-owners');
    const { body } = await api.execute('{ viewer { shops { id taxId } } }', many);
    sts.failure = null;
    expect(body.errors).toBeUndefined();
    const { shops } = (body.data as { viewer: { shops: { taxId: string | null }[] } }).viewer;
    expect(shops.map(({ taxId }) => typeof taxId)).toEqual(EIGHTEEN.map(() => 'string'));
    const opened = [...sts.assumed.values()].slice(before).filter(({ role }) => role === `${PREFIX}SHOP_OWNER-reads`);
    const named = opened.map(({ tags }) => Object.values(tags).filter((value) => value !== '='));
    expect(Math.max(...named.map(({ length }) => length))).toBe(4);
    expect(new Set(named.flat())).toEqual(new Set(EIGHTEEN));
  });

  it('a session that is not to be had fails the shops that it names, and no other', async () => {
    sts.failure = { status: 503, code: 'ServiceUnavailable', of: (said) => said.includes('many-10') };
    const owner = await api.signedIn('owner-of-thirty', 'shop-owners');
    const ids = THIRTY.map((id) => `"${shopNode(id)}"`).join(' ');
    const { body } = await api.execute(`{ nodes(ids: [${ids}]) { ... on Shop { taxId } } }`, owner);
    sts.failure = null;
    expect(new Set(codesIn(body.errors))).toEqual(new Set(['TRY_AGAIN']));
    const { nodes } = body.data as { nodes: ({ taxId: string | null } | null)[] };
    expect(nodes.map((node) => typeof node?.taxId === 'string')).toEqual(THIRTY.map((_, n) => n >= 20));
  });

  it('where AWS takes not even one it is a fault of ours, and the log tells which', async () => {
    sts.failure = TOO_BIG;
    const { body } = await api.execute(PROFILE, await api.signedIn('too-much', 'customers'));
    sts.failure = null;
    expect(codesIn(body.errors)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(await api.log.line({ event: 'fault', fault: 'SessionTooBigError' })).toMatchObject({
      causes: ['PackedPolicyTooLargeException'],
    });
  });

  it('an open session that owners of a shop share serves nobody who owns it not, or not any more', async () => {
    const names = `{ a: shop(id: "${ALPHA}") { taxId } }`;
    const owner = await api.ownerA();
    await askedAs(names, owner);
    const other = await api.signedIn('somebody-elses', 'shop-owners');
    const { calls, body } = await api.execute(names, other);
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const sessions = calls.map(({ accessKeyId = '' }) => sts.assumed.get(accessKeyId)?.tags ?? {});
    expect(sessions.flatMap((tags) => Object.values(tags))).not.toContain('alpha');
  });

  it('writes are made in the name of another role of the caller’s', async () => {
    const input = { shopId: ALPHA, open: true };
    const { calls } = await api.execute(UPDATE_SHOP, await api.ownerA(), { input });
    const writers = calls.filter(({ operation }) => operation === 'TransactWriteItems');
    expect(writers.map(({ accessKeyId = '' }) => roleOf(accessKeyId))).toEqual(['SHOP_OWNER-writes']);
  });

  it('where nobody gives credentials the caller is told to try again, and nothing is read in another name', async () => {
    sts.failure = { status: 503, code: 'ServiceUnavailable' };
    const fresh = await api.signedIn('somebody-new', 'customers');
    const { body, calls } = await api.execute(PROFILE, fresh);
    expect([body.errors?.[0]?.extensions.code, calls]).toEqual(['TRY_AGAIN', []]);
    sts.failure = { status: 403, code: 'AccessDenied' };
    const refused = await api.execute(PROFILE, await api.signedIn('another-one', 'customers'));
    expect([refused.body.errors?.[0]?.extensions.code, refused.calls]).toEqual(['INTERNAL_SERVER_ERROR', []]);
    sts.failure = null;
    // After several failures the source is asked again after a pause.
    await eventually(async () => (await api.execute(PROFILE, fresh)).body.errors === undefined);
    expect(await askedAs(PROFILE, fresh)).toEqual(['CUSTOMER-reads']);
  });

  describe('while nobody answers who is asked for credentials', () => {
    let url: string;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const timeouts = { DYNAMODB_CONNECTION_TIMEOUT_MS: '1500', DYNAMODB_REQUEST_TIMEOUT_MS: '1500' };
      ({ url, close } = await serverBeside(api, { ...timeouts, REQUEST_DEADLINE_MS: '5000' }));
    });
    afterAll(async () => close());

    async function ask(caller: RequestHeaders): Promise<unknown[]> {
      const { text } = await postJson(url, caller, { query: PROFILE });
      const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
      return errors.map(({ extensions }) => extensions.code);
    }

    it('whoever has a session goes on, the others are told in time, and served once it is well again', async () => {
      const [known, fresh] = [await api.customer1(), await api.signedIn('somebody-newer', 'customers')];
      expect(await ask(known)).toEqual([]);
      sts.hangs = true;
      const waiting = Promise.all([1, 2, 3].map(async () => ask(fresh)));
      expect(await ask(known)).toEqual([]);
      expect(await waiting).toEqual(Array(3).fill(['TRY_AGAIN']));
      sts.hangs = false;
      // Those who gave up waiting do not keep the next one waiting.
      while ((await ask(fresh)).length > 0) await new Promise(setImmediate);
    });
  });

  it('a session that AWS refuses is replaced at once, and the call made again', async () => {
    const customer = await api.signedIn('somebody-revoked', 'customers');
    expect(await askedAs(PROFILE, customer)).toEqual(['CUSTOMER-reads']);
    const revoked = [...sts.assumed.keys()].at(-1);
    const assumed = sts.assumed.size;
    api.recorder.faults = ({ accessKeyId }) =>
      accessKeyId === revoked
        ? { status: 400, body: { __type: 'com.amazon.coral.service#ExpiredTokenException', message: 'expired' } }
        : undefined;
    const { calls, body } = await api.execute(PROFILE, customer);
    api.recorder.faults = undefined;
    expect(body.errors).toBeUndefined();
    expect(calls.map(({ accessKeyId }) => accessKeyId === revoked)).toEqual([true, false]);
    expect(sts.assumed.size).toBe(assumed + 1);
  });
});
