import { Reference } from '../../src/loading/Reference';
import { toGlobalId } from '../../src/model/globalId';
import type { Item } from '../../src/storage/requests';
import { attribute, globalId, needs, stored } from '../model/annotated';
import { askBoth, smallApi, type Who } from './smallApi';

/** A tenant and a member, both owned by what their key says. The member counts as existing before anything of it is stored. */
const SDL = `
  type Query {
    place(id: ID!): Place @auth(always: [MEMBER, KEEPER])
    member(id: ID!): Member @auth(always: [MEMBER, KEEPER])
  }
  type Place @auth(always: [MEMBER], own: [KEEPER]) {
    id: ID
    name: String
    note: String @auth(own: [KEEPER])
    again: Place
  }
  type Member @auth(own: [MEMBER], always: [KEEPER]) { id: ID name: String note: String @auth(own: [MEMBER]) again: Member }
`;

const api = smallApi(
  SDL,
  {
    Place: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PLACE' } }),
    'Place.id': globalId,
    'Place.name': attribute(),
    'Place.note': attribute(),
    'Place.again': needs(),
    Member: stored({ key: { pk: 'MEMBER#{memberId}', sk: 'MEMBER' }, existsWhenOwned: true }),
    'Member.id': globalId,
    'Member.name': attribute(),
    'Member.note': attribute(),
    'Member.again': needs(),
  },
  {
    'Query.place': (_, { id }) => Reference.toId(id, 'Place'),
    'Query.member': (_, { id }) => Reference.toId(id, 'Member'),
    'Place.again': ({ params }) => Reference.to('Place', params),
    'Member.again': ({ params }) => Reference.to('Member', params),
  },
);

/** What may be selected of either, from nothing that is stored to all of it. */
const SELECTIONS = ['__typename', 'id', 'name', 'id name', 'note', 'name note', 'again { id }', 'id again { name }'];
const ids = { place: toGlobalId('Place', 'p1'), member: toGlobalId('Member', 'm1') };

async function isThere(field: 'place' | 'member', below: string, who: Who, items: readonly Item[] = []) {
  const { data } = await askBoth(api, items, `{ ${field}(id: "${ids[field]}") { ${below} } }`, who);
  return data[field] !== null;
}

const owner: Who = { roles: ['KEEPER'], subject: 'k1', tenants: ['p1'] };
const member: Who = { roles: ['MEMBER'], subject: 'm1' };

describe.each(SELECTIONS)('whether an item exists does not depend on the selection: { %s }', (below) => {
  test('a tenant that is gone is not there, also for who still owns it', async () => {
    expect(await isThere('place', below, owner)).toBe(false);
    expect(await isThere('place', below, member)).toBe(false);
  });

  test('one of which only the key is left is there', async () => {
    const items = [{ pk: 'PLACE#p1', sk: 'PLACE' }];
    expect(await isThere('place', below, owner, items)).toBe(true);
    expect(await isThere('place', below, member, items)).toBe(true);
  });

  test('one that exists when it is owned is there for its owner, and for nobody else before it is stored', async () => {
    expect(await isThere('member', below, member)).toBe(true);
    expect(await isThere('member', below, owner)).toBe(false);
    expect(await isThere('member', below, owner, [{ pk: 'MEMBER#m1', sk: 'MEMBER' }])).toBe(true);
    expect(await isThere('member', below, { roles: ['MEMBER', 'KEEPER'], subject: 'm1' })).toBe(true);
    expect(await isThere('member', below, { roles: ['MEMBER', 'KEEPER'], subject: 'm2' })).toBe(false);
  });
});

test('who owns it by its key alone need not read it to know', async () => {
  const query = `{ member(id: "${ids.member}") { id } }`;
  expect(await askBoth(api, [], query, member)).toEqual({ data: { member: { id: ids.member } }, attributes: [] });
});
