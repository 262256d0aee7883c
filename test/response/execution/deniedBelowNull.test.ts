import { serverBeside } from '../../abuse/requests';
import { ALPHA, orderNode } from '../../abuse/scene';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { postJson } from '../../support/postJson';
import { baseWorld, order, SUBJECTS, type WorldItem } from '../../support/world';

/*
 * An item whose status nobody can read is an error, and null in the answer, with whatever is denied in it. Only what stands in the answer is
 * told and counted, by both executors, whichever of its fields they come to first.
 */
const [SOUND, FAULTY] = [1, 2];
const of = (number: number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 });
const faulty = (item: WorldItem): WorldItem => ('status' in item ? { ...item, status: 'NONSENSE' } : item);

let api: ApiUnderTest;
let urls: readonly string[];
beforeAll(async () => {
  api = await ApiUnderTest.start([...baseWorld(), ...of(SOUND), ...of(FAULTY).map(faulty)]);
  urls = [api.url, (await serverBeside(api, {}, { executor: 'graphql-js' })).url];
});
afterAll(async () => api.close());

const ORDERS = ['viewer', 'customer', 'orders'];

test.each<[string, string, [number, readonly (string | number)[]] | undefined]>([
  [
    'a node that is null, and other places behind it',
    `{ viewer { customer { orders { nodes { internalNote status } } } } order(id: "${orderNode('alpha', SOUND)}") { internalNote } }`,
    [2, [...ORDERS, 'nodes', 1, 'internalNote']],
  ],
  [
    'the first edge, whose node is null',
    '{ viewer { customer { orders { edges { node { internalNote status } } } } } }',
    [1, [...ORDERS, 'edges', 1, 'node', 'internalNote']],
  ],
  [
    'the same, asked for in the other order',
    '{ viewer { customer { orders { edges { node { status internalNote } } } } } }',
    [1, [...ORDERS, 'edges', 1, 'node', 'internalNote']],
  ],
  ['an item that is null', `{ order(id: "${orderNode('alpha', FAULTY)}") { status internalNote } }`, undefined],
])('%s', async (_, query, told) => {
  const headers = await api.customer1();
  for (const url of urls) {
    const answers = [headers, { ...headers, 'x-on-denied': 'mask' }].map(async (each) =>
      postJson(url, each, { query }),
    );
    const [asErrors, masked] = (await Promise.all(answers)).map(({ text }) => JSON.parse(text) as Told);
    const denied = asErrors!.errors.filter(({ extensions }) => extensions.code === 'FORBIDDEN');
    expect(denied.map(({ path, extensions: { count } }) => [count, path])).toEqual(told ? [told] : []);
    const counts = masked!.extensions.authorization?.denied.map(({ count }) => count);
    expect(counts).toEqual(told && [told[0]]);
  }
});

test('a field whose name in the answer is one that every object has is told like any other', async () => {
  const query = `{ shop(id: "${ALPHA}") { __proto__: taxId toString: taxId constructor: taxId } }`;
  for (const url of urls) {
    const { text } = await postJson(url, await api.customer1(), { query });
    expect(text).toContain('"data":{"shop":{"__proto__":null,"toString":null,"constructor":null}}');
    const { errors } = JSON.parse(text) as Told;
    expect(errors).toMatchObject([{ path: ['shop', '__proto__'], extensions: { code: 'FORBIDDEN', count: 3 } }]);
  }
});

interface Told {
  readonly errors: readonly {
    readonly path: readonly unknown[];
    readonly extensions: { readonly code: string; readonly count: number };
  }[];
  readonly extensions: { readonly authorization?: { readonly denied: readonly { readonly count: number }[] } };
}
