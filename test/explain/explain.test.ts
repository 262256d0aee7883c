import { ALPHA, BETA, orderNode, productNode } from '../abuse/scene';
import { serverBeside } from '../abuse/requests';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { dotted, requestedAttributes } from '../support/attributesOfCall';
import { PLACE, placeInput } from '../support/ordering';
import { PRODUCTION_ENVIRONMENT } from '../support/productionEnvironment';
import type { RecordedCall } from '../support/RecordedCall';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { callsIn, fieldsIn, type Explained, type ExplainedCall } from './explained';

const EXPLAIN = { 'x-explain': '1', 'x-on-denied': 'mask' };
const SHOP = `{ shop(id: "${ALPHA}") { name taxId products(first: 2) { nodes { name stock } } } platformStatistics { shopCount } }`;
const ORDERS = `{ shop(id: "${ALPHA}") { name orders(first: 2) { edges { node { number lines { name unitCost { amount } product { name stock } } customer { email } } } } } }`;

let api: ApiUnderTest;
let guestInAlpha: RequestHeaders;

beforeAll(async () => {
  const orders = [1, 2, 3].flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 }));
  api = await ApiUnderTest.start([...baseWorld(), ...orders], { EXPLAIN: 'all' });
  guestInAlpha = { ...(await api.guest()).headers, ...(await api.visit('alpha')) };
  // A client's first call finds out where to send it.
  await api.execute(`{ shop(id: "${ALPHA}") { name } }`);
});
afterAll(async () => api.close());

async function explain(
  query: string,
  headers: RequestHeaders,
  variables?: Readonly<Record<string, unknown>>,
): Promise<{ answer: GraphQLAnswer; explained: Explained }> {
  const answer = await api.execute(query, { ...EXPLAIN, ...headers }, variables);
  return { answer, explained: answer.body.extensions.explain as Explained };
}

/** `Type.field: decision`, with what is missing. */
function decisions({ fields }: Explained): string[] {
  return fieldsIn(fields).map(({ field, decision, missing = [] }) => [`${field}:`, decision, ...missing].join(' '));
}

function told({ operation, index, projection, keys }: ExplainedCall): unknown {
  return { operation, index: index ?? null, projection: projection && [...projection].sort(), keys };
}

function onTheWire(call: RecordedCall): unknown {
  const asked = requestedAttributes(call);
  const attributes = new Set(
    asked.flatMap((each) => (each.attributes === 'ALL' ? ['*'] : each.attributes.map(dotted))),
  );
  const [batch] = Object.values((call.request.RequestItems ?? {}) as Record<string, { Keys: unknown[] }>);
  const keys = batch?.Keys.length ?? (call.operation === 'GetItem' ? 1 : 0);
  return { operation: call.operation, index: call.request.IndexName ?? null, projection: [...attributes].sort(), keys };
}

describe('one question, explained to four callers', () => {
  it('a visitor who is not there: the visit is missing, and roles', async () => {
    const { explained } = await explain(SHOP, {});
    expect(explained.roles).toEqual(['GUEST']);
    expect(decisions(explained)).toEqual([
      'Query.shop: allow',
      'Shop.name: allow',
      'Shop.taxId: deny role',
      'Shop.products: deny visit',
      'Query.platformStatistics: deny role',
    ]);
    const [taxId] = fieldsIn(explained.fields).filter(({ field }) => field === 'Shop.taxId');
    expect(taxId).toEqual({
      path: 'shop.taxId',
      field: 'Shop.taxId',
      decision: 'deny',
      rule: 'No rule grants it to you.',
      requires: 'SHOP_OWNER as the owner of this shop',
      missing: ['role'],
    });
  });

  it('a guest who is there: the visit was learned first', async () => {
    const { explained } = await explain(SHOP, guestInAlpha);
    expect(decisions(explained)).toContain('Product.name: allow');
    expect(decisions(explained)).toContain('Product.stock: deny role');
    const products = fieldsIn(explained.fields).find(({ field }) => field === 'Shop.products');
    expect(products).toMatchObject({
      decision: 'allow',
      rule: 'Allowed to GUEST with a current visit token of this shop (header x-visit-token).',
      dependedOn: ['caller.visit'],
    });
    expect(explained.calls).toMatchObject([{ operation: 'GetItem', purpose: 'caller', facts: ['caller.visit'] }]);
  });

  it('the owner: everything of the shop, since the table says that it is theirs', async () => {
    const { explained } = await explain(SHOP, await api.ownerA());
    expect(decisions(explained)).toEqual([
      'Query.shop: allow',
      'Shop.name: allow',
      'Shop.taxId: allow',
      'Shop.products: allow',
      'ProductConnection.nodes: allow',
      'Product.name: allow',
      'Product.stock: allow',
      'Query.platformStatistics: deny role',
    ]);
    expect(explained.calls).toMatchObject([{ operation: 'Query', purpose: 'caller', facts: ['caller.tenants'] }]);
  });

  it('the owner of another shop: it is not their own', async () => {
    const { explained } = await explain(SHOP, await api.ownerB());
    expect(decisions(explained)).toContain('Shop.taxId: deny own');
    expect(decisions(explained)).toContain('Shop.products: deny own');
  });

  it('an administrator: nothing of the shop, and so nothing below it', async () => {
    const { explained } = await explain(SHOP, await api.admin());
    expect(decisions(explained)).toEqual([
      'Query.shop: deny role',
      'Query.platformStatistics: allow',
      'PlatformStatistics.shopCount: allow',
    ]);
  });

  it('an order by id: its owner was read first, and the call says that this was for the decision', async () => {
    const { explained } = await explain(`{ order(id: "${orderNode('alpha', 1)}") { number } }`, await api.customer1());
    const [asked, number] = fieldsIn(explained.fields);
    expect(asked).toMatchObject({
      items: { type: 'Order', count: 1, rule: 'Allowed to CUSTOMER as the customer whose it is.' },
    });
    expect(asked!.calls).toMatchObject([
      { operation: 'GetItem', projection: ['sk', 'customerId'], facts: ['customerId'], keys: 1 },
      { operation: 'GetItem', projection: ['sk', 'number'], keys: 1, consumedCapacity: 0.5, attempts: 1 },
    ]);
    expect(number).toMatchObject({ path: 'order.number', dependedOn: ['customerId'] });
  });
});

describe('its calls', () => {
  const callers: Record<string, () => Promise<RequestHeaders>> = {
    'a guest': async () => Promise.resolve(guestInAlpha),
    'a customer': async () => ({ ...(await api.customer1()), ...(await api.visit('alpha')) }),
    'the owner': async () => api.ownerA(),
    'an administrator': async () => api.admin(),
  };
  const queries = {
    SHOP,
    ORDERS,
    OWN: `{ viewer { customer { email orders(first: 3) { nodes { total { amount } } } } } }`,
  };

  it.each(Object.keys(callers))(
    'as %s: every call on the wire is told, with its projection and its keys',
    async (who) => {
      for (const query of Object.values(queries)) {
        const { answer, explained } = await explain(query, await callers[who]!());
        const ofFields = callsIn(explained).filter(({ purpose }) => purpose === undefined);
        const aboutCaller = callsIn(explained).filter(({ purpose }) => purpose === 'caller');
        expect(ofFields.length + aboutCaller.length).toBe(answer.calls.length);
        expect(answer.calls.map(onTheWire)).toEqual(expect.arrayContaining(ofFields.map(told)));
        expect(aboutCaller.every(({ operation }) => answer.calls.some((call) => call.operation === operation))).toBe(
          true,
        );
      }
    },
  );

  it('hang where they were asked for; a list is one place, however long it is', async () => {
    const { explained } = await explain(ORDERS, await api.ownerA());
    const placed = fieldsIn(explained.fields).flatMap(({ path, calls = [] }) =>
      calls.map(({ operation, keys }) => `${path} ${operation} ${String(keys)}`),
    );
    expect(placed).toEqual([
      'shop GetItem 1',
      'shop.orders Query 0',
      'shop.orders.edges[].node.lines[] BatchGetItem 4',
      'shop.orders.edges[].node.lines[].product BatchGetItem 2',
    ]);
    const { explained: shorter } = await explain(ORDERS.replace('first: 2', 'first: 1'), await api.ownerA());
    expect(decisions(shorter)).toEqual(decisions(explained));
  });

  it('of a mutation are told with what it wrote, and no name of what it read to know', async () => {
    const variables = { input: placeInput({ idempotencyKey: 'explained' }) };
    const { answer, explained } = await explain(PLACE, guestInAlpha, variables);
    expect(answer.body.data.placeOrder.userErrors).toEqual([]);
    const calls = explained.fields[0]!.calls!;
    expect(calls.map(({ operation }) => operation)).toContain('TransactWriteItems');
    expect(calls.every(({ purpose, keys }) => purpose === 'write' && keys !== undefined)).toBe(true);
    expect(calls.some(({ projection }) => projection)).toBe(false);
  });
});

describe('it agrees with what happened', () => {
  it('what is allowed on one item and denied on another is mixed, and adds up to what was denied', async () => {
    const ids = [ALPHA, BETA, ALPHA].map((id) => JSON.stringify(id)).join();
    const { answer, explained } = await explain(
      `{ nodes(ids: [${ids}]) { ... on Shop { taxId } } }`,
      await api.ownerA(),
    );
    expect(fieldsIn(explained.fields)[1]).toMatchObject({
      path: 'nodes[].taxId',
      decision: 'mixed',
      allowed: 2,
      denied: 1,
      missing: ['own'],
    });
    expect(answer.body.extensions.authorization.denied).toMatchObject([{ coordinate: 'Shop.taxId', count: 1 }]);
  });

  it('every field that the answer tells as denied is explained as denied, with the same words', async () => {
    for (const headers of [{}, await api.customer1(), await api.ownerB(), await api.admin()]) {
      const { answer, explained } = await explain(ORDERS, headers);
      const denied = (answer.body.extensions.authorization?.denied ?? []) as { coordinate: string; requires: string }[];
      const refused = fieldsIn(explained.fields).filter(({ decision }) => decision === 'deny');
      expect(refused.map(({ field, requires }) => ({ field, requires }))).toEqual(
        denied.map(({ coordinate, requires }) => ({ field: coordinate, requires })),
      );
    }
  });

  it('the answer is the same but for the explanation', async () => {
    for (const headers of [{}, await api.ownerA()]) {
      const plain = await api.execute(ORDERS, { 'x-on-denied': 'mask', ...headers });
      const { answer } = await explain(ORDERS, headers);
      expect(plain.text).not.toContain('explain');
      expect(answer.body.data).toEqual(plain.body.data);
      expect(answer.calls.map(onTheWire)).toEqual(plain.calls.map(onTheWire));
    }
  });

  it('no value, key or id is in it', async () => {
    const { explained } = await explain(ORDERS.replace('name orders', 'name id legalName orders'), await api.ownerA());
    expect(JSON.stringify(explained)).not.toMatch(/canary|hidden|name of|alpha|ORDER#|SHOP#|number-|test-[0-9a-f]/);
    expect(JSON.stringify(explained)).not.toContain(ALPHA);
  });

  it('what is refused before anything is read is explained by what is known then', async () => {
    const { answer, explained } = await explain(ORDERS, { ...(await api.customer1()), 'x-on-denied': 'reject' });
    expect(answer.calls).toEqual([]);
    expect(decisions(explained)).toEqual(['Query.shop: allow', 'Shop.name: allow', 'Shop.orders: deny role']);
    const { explained: open } = await explain(`{ order(id: "${orderNode('alpha', 1)}") { number internalNote } }`, {
      ...(await api.customer1()),
      'x-on-denied': 'reject',
    });
    expect(decisions(open)).toEqual(['Query.order: allow', 'Order.number: depends', 'Order.internalNote: deny role']);
  });

  it('@skip, fragments and aliases are followed', async () => {
    const query = `query ($no: Boolean!) { a: node(id: "${productNode('alpha', 1)}") { __typename ...P } } fragment P on Product { label: name stock @include(if: $no) shop { name } }`;
    const { explained } = await explain(query, await api.ownerA(), { no: false });
    expect(fieldsIn(explained.fields).map(({ path, field }) => `${path} ${field}`)).toEqual([
      'a Query.node',
      'a.label Product.name',
      'a.shop Product.shop',
      'a.shop.name Shop.name',
    ]);
  });
});

describe('to whom it is told', () => {
  it('over GET as over POST', async () => {
    const url = `${api.url}?query=${encodeURIComponent('{ viewer { roles } }')}`;
    const response = await fetch(url, { headers: { ...EXPLAIN, 'apollo-require-preflight': '1' } });
    expect(await response.json()).toMatchObject({ extensions: { explain: { roles: ['GUEST'] } } });
  });

  it('to nobody who does not ask', async () => {
    for (const headers of [{}, { 'x-explain': '0' }]) {
      const { body } = await api.execute('{ viewer { roles } }', headers);
      expect(body).toEqual({ data: { viewer: { roles: ['GUEST'] } } });
    }
  });

  it('to the roles that EXPLAIN names; others are told so', async () => {
    const { url, close } = await serverBeside(api, { EXPLAIN: 'SHOP_OWNER' });
    const extensions = async (headers: RequestHeaders) => {
      const body = JSON.stringify({ query: '{ viewer { roles } }' });
      const sent = { 'content-type': 'application/json', ...EXPLAIN, ...headers };
      const answer = (await (
        await fetch(url, { method: 'POST', headers: sent, body })
      ).json()) as GraphQLAnswer['body'];
      expect(answer.data.viewer.roles).toHaveLength(1);
      return answer.extensions as Readonly<Record<string, unknown>>;
    };
    expect(await extensions(await api.ownerA())).toHaveProperty('explain');
    for (const headers of [{}, await api.customer1(), await api.admin()]) {
      const told = await extensions(headers);
      expect(told).not.toHaveProperty('explain');
      expect(told.explainRefused).toMatch(/EXPLAIN does not name a role of yours/);
    }
    await close();
  });

  it('to no visitor in production, whatever else is configured; nor does a server start that would', async () => {
    const { url, close } = await serverBeside(api, { ...PRODUCTION_ENVIRONMENT, EXPLAIN: 'CUSTOMER,SHOP_OWNER' });
    const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...EXPLAIN } };
    const response = await fetch(url, { ...sent, body: JSON.stringify({ query: '{ viewer { roles } }' }) });
    const { extensions } = (await response.json()) as GraphQLAnswer['body'];
    expect(extensions).not.toHaveProperty('explain');
    await close();
    for (const EXPLAINED of ['all', 'GUEST', 'SHOP_OWNER,GUEST']) {
      const starting = serverBeside(api, { ...PRODUCTION_ENVIRONMENT, EXPLAIN: EXPLAINED });
      await expect(starting).rejects.toThrow('EXPLAIN: expected roles of people who sign in, in production');
    }
  });

  it('not with a refused document', async () => {
    const { body } = await api.execute('{ nothing }', EXPLAIN);
    expect(body.extensions?.explain).toBeUndefined();
  });
});
