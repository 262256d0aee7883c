import { ApiUnderTest } from '../support/ApiUnderTest';
import { SocketClient } from '../support/SocketClient';
import { baseWorld, order, product, SUBJECTS } from '../support/world';
import { serverBeside, post } from './requests';
import { ALPHA, orderNode, productNode } from './scene';

/*
 * A client may call things as JavaScript calls what every object has by birth.
 */
const NAMES = Object.getOwnPropertyNames(Object.prototype);
const MINE = 1;

let api: ApiUnderTest;
let plain: string;

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    product('alpha', 'changed', {}),
    ...order({ shopId: 'alpha', number: MINE, customerId: SUBJECTS.customer1 }),
  ]);
  await api.withStream();
  plain = (await serverBeside(api, {}, { executor: 'graphql-js' })).url;
});
afterAll(async () => api.close());

/** With members as a JSON text has them, `__proto__` among them. */
const entries = (value: unknown) => Object.entries(value as object);

describe.each(NAMES)('%s', (name) => {
  it.each([
    ['levels', () => api.url],
    ['graphql-js', () => plain],
  ])('as an alias of what the caller may see, executed by %s', async (_, url) => {
    const query = (alias: string) =>
      `{ ${alias}: shop(id: "${ALPHA}") { ${alias}: taxId } node(id: "${ALPHA}") { ... on Shop { ${alias}: phoneNumber } } }`;
    const owner = await api.ownerA();
    const expected = await post(url(), query('other'), owner);
    const { body } = await post(url(), query(name), owner);
    expect(body.errors).toBeUndefined();
    expect(entries(body.data).map(([key]) => key)).toEqual([name, 'node']);
    expect(entries(entries(body.data)[0]![1])).toEqual([[name, 'canary-taxId-alpha']]);
    expect(entries(body.data.node)).toEqual([[name, expected.body.data.node.other]]);
  });

  it.each(['error', 'mask', 'reject'])('as an alias of what the caller may not see, told by %s', async (onDenied) => {
    const headers = { ...(await api.customer1()), 'x-on-denied': onDenied };
    const { text, calls } = await api.execute(`{ ${name}: shop(id: "${ALPHA}") { ${name}: taxId name } }`, headers);
    expect(text).toContain('"coordinate":"Shop.taxId"');
    expect(text).not.toContain('canary');
    expect(JSON.stringify(calls)).not.toContain('taxId');
  });

  it('in the payload of a mutation', async () => {
    const input = { productId: productNode('alpha', 1), version: 1, description: `by ${name}` };
    const mutation = `mutation ($input: UpdateProductInput!) {
      ${name}: updateProduct(input: $input) { ${name}: product { ${name}: description } userErrors { ${name}: code } } }`;
    await api.replace(product('alpha', 'alpha-p1', { version: 1 }));
    const { body } = await api.execute(mutation, await api.ownerA(), { input });
    expect(body.errors).toBeUndefined();
    const payload = entries(body.data)[0]![1] as object;
    expect(entries(entries(payload)[0]![1])).toEqual([[name, `by ${name}`]]);
  });

  it('of an event', async () => {
    const client = await SocketClient.connect(api.url, await api.customer1());
    const id = client.subscribe(
      `subscription ($id: ID!) { ${name}: orderChanged(orderId: $id, initial: true) { ${name}: status } }`,
      { id: orderNode('alpha', MINE) },
    );
    const { data, errors } = await client.next(id);
    client.close();
    expect(errors).toBeUndefined();
    expect(entries(entries(data)[0]![1])).toEqual([[name, 'PENDING']]);
  });

  it('of a fragment and an operation, explained and with its costs', async () => {
    const query = `query ${name} { shop(id: "${ALPHA}") { ...${name} } } fragment ${name} on Shop { ${name}: name }`;
    const headers = { ...(await api.ownerA()), 'x-explain': '1', 'x-cost-debug': '1' };
    const { body, status } = await api.execute(query, headers, undefined);
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(entries(body.data.shop).map(([key]) => key)).toEqual([name]);
  });

  it('of a variable', async () => {
    const query = `query ($${name}: ID!, $id: ID!) { shop(id: $${name}) { name } node(id: $id) { id } }`;
    const variables = JSON.parse(`{"${name}":"${ALPHA}","id":"${ALPHA}"}`) as Record<string, unknown>;
    const { body } = await api.execute(query, await api.ownerA(), variables);
    if (name === '__proto__') expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    else expect(body.data.shop).toEqual({ name: expect.any(String) });
  });
});
