import type { ConnectionPage } from '../../src/loading/ListReader';
import { Reference } from '../../src/loading/Reference';
import type { AccessPattern } from '../../src/model/AccessPattern';
import { attribute, needs, stored, value } from '../model/annotated';
import { askBoth, smallApi, type Who } from './smallApi';

/** Parts that are near a place, of it or of another one. What they cost is for the place that they are of. */
const SDL = `
  type Query { near(id: ID!): Parts @auth(always: [KEEPER, MEMBER]) }
  type Parts @auth(asParent: true) { nodes: [Part] hasNextPage: Boolean }
  type Part @auth(always: [KEEPER, MEMBER]) { name: String cost: String @auth(own: [KEEPER]) note: String @auth(own: [MEMBER]) }
`;

const nearPlace: AccessPattern = {
  name: 'nearPlace',
  type: 'Part',
  index: { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' },
  partition: 'NEAR#{placeId}#{memberId}',
  prefix: null,
  descending: false,
  filters: { cost: 'cost', note: 'note' },
};

const api = smallApi(
  SDL,
  {
    Parts: value(),
    'Parts.nodes': needs(),
    'Parts.hasNextPage': needs(),
    Part: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PART#{part}' }, facts: ['memberId'] }),
    'Part.name': attribute(),
    'Part.cost': attribute(),
    'Part.note': attribute(),
  },
  {
    'Query.near': async (_, { id }, { reader }, info) => {
      const [field = '', asked = ''] = id.split('=');
      const where = { [field]: asked };
      const near = Reference.toPage(nearPlace, { placeId: 'p1', memberId: 'm1' }, { where, first: 1 });
      const page = (await reader.resolveReference(near, info)) as ConnectionPage;
      return { nodes: page.nodes, hasNextPage: page.pageInfo.hasNextPage };
    },
    'Parts.nodes': (page) => (page as unknown as { nodes: unknown }).nodes,
    'Parts.hasNextPage': (page) => {
      const { hasNextPage } = page as unknown as { hasNextPage: boolean | (() => Promise<boolean>) };
      return typeof hasNextPage === 'function' ? hasNextPage() : hasNextPage;
    },
  },
);

const part = (placeId: string, number: string, more: object) => ({
  ...{ pk: `PLACE#${placeId}`, sk: `PART#${number}`, gsi1pk: 'NEAR#p1#m1', gsi1sk: number },
  ...{ name: `${placeId} ${number}`, ...more },
});

async function found(filter: string, who: Who, ...items: readonly ReturnType<typeof part>[]) {
  const { data } = await askBoth(api, items, `{ near(id: "${filter}") { nodes { name } hasNextPage } }`, who);
  return data.near;
}

const keeper: Who = { roles: ['KEEPER'], subject: 'k1', tenants: ['p1'] };
const member: Who = { roles: ['MEMBER'], subject: 'm1' };
const NOTHING = { nodes: [], hasNextPage: false };

describe('a filter finds no item in which the caller may not see the field that it compares', () => {
  test('whatever the index says of its key', async () => {
    const items = [part('p2', '1', { cost: '7' }), part('p1', '2', { cost: '7' }), part('p2', '3', { cost: '7' })];
    expect(await found('cost=7', keeper, ...items)).toEqual({ nodes: [{ name: 'p1 2' }], hasNextPage: false });
    expect(await found('cost=8', keeper, ...items)).toEqual(NOTHING);
  });

  test('whatever a lagging index says of it', async () => {
    const items = [part('p1', '1', { note: 'x', memberId: 'm2' }), part('p1', '2', { note: 'x', memberId: 'm1' })];
    expect(await found('note=x', member, ...items)).toEqual({ nodes: [{ name: 'p1 2' }], hasNextPage: false });
    expect(await found('note=y', member, ...items)).toEqual(NOTHING);
  });
});
