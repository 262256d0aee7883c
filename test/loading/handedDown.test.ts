import { Reference } from '../../src/loading/Reference';
import type { AccessPattern } from '../../src/model/AccessPattern';
import { toGlobalId } from '../../src/model/globalId';
import { withFacts, type Entity } from '../../src/model/Model';
import { attribute, embedded, needs, stored, value } from '../model/annotated';
import { askBoth, smallApi, type Resolvers, type Who } from './smallApi';

/** Everybody sees a thing; what is below it is its member’s. Nothing but that makes a fact of the thing known. */
const SDL = `
  type Query { thing(id: ID!): Thing @auth(always: [MEMBER, KEEPER]) }
  type Thing @auth(always: [MEMBER, KEEPER]) {
    name: String
    parts: [Part]
    page: PartPage
    slipPage(label: String): SlipPage
    box: Box
    sums: Sums
    hidden: [Part] @auth(always: [KEEPER])
    slips: [Slip]
    tags: [Tag]
    copies: [Copy]
    dues: Dues
  }
  type SlipPage @auth(asParent: true) { nodes: [Slip] }
  type PartPage @auth(asParent: true) { nodes: [Part] }
  type Box @auth(asParent: true) { label: String parts: [Part] }
  type Sums @auth(own: [MEMBER]) { total: Int }
  type Part @auth(own: [MEMBER, KEEPER]) { label: String crumbs: [Crumb] }
  type Slip @auth(own: [KEEPER]) { self: Slip note: String label: String @auth(own: [MEMBER]) }
  type Tag @auth(always: [MEMBER], absentWhen: "goneAt", absentFor: [MEMBER]) { label: String secret: String @auth(own: [MEMBER]) crumbs: [Crumb] }
  type Copy @auth(own: [MEMBER, KEEPER]) { label: String }
  type Dues @auth(visit: [MEMBER]) { total: Int @auth(own: [MEMBER]) }
  type Crumb @auth(own: [MEMBER]) { label: String }
`;

function partsOf({ params, facts }: Entity): Reference {
  return Reference.toAll('Part', [{ ...params, part: '1' }], facts);
}

const partsOfPlace: AccessPattern = {
  name: 'partsOfPlace',
  type: 'Part',
  index: null,
  partition: 'PLACE#{placeId}',
  prefix: 'PART#',
  descending: false,
  filters: {},
};

const slipsOfPlace: AccessPattern = {
  ...partsOfPlace,
  name: 'slipsOfPlace',
  type: 'Slip',
  prefix: 'SLIP#',
  filters: { label: 'label' },
};

const RESOLVERS: Resolvers = {
  'Query.thing': (_, { id }) => Reference.toId(id, 'Thing'),
  'Thing.parts': partsOf,
  'Thing.hidden': partsOf,
  'Thing.slips': ({ params, facts }) => Reference.toAll('Slip', [{ ...params, slip: '1' }], facts),
  'Thing.slipPage': ({ params, facts }, args) => {
    const where = { label: (args as { label?: string }).label };
    return Reference.toPage(slipsOfPlace, { placeId: params.placeId ?? '' }, { inherited: facts, where });
  },
  'Thing.tags': ({ params, facts }) => Reference.toAll('Tag', [{ ...params, tag: '1' }], facts),
  'Thing.copies': ({ params, facts }) => Reference.toAll('Copy', [{ ...params, placeId: 'p2' }], facts),
  'Thing.dues': ({ facts }) => withFacts({ ...facts, placeId: 'p2' }, { total: 7 }),
  'Slip.self': ({ params, facts }) => Reference.to('Slip', params, facts),
  'Tag.crumbs': ({ params, facts }) => Reference.toAll('Crumb', [{ ...params, part: '1', crumb: '1' }], facts),
  'Thing.page': ({ params, facts }) =>
    Reference.toPage(partsOfPlace, { placeId: params.placeId ?? '' }, { inherited: facts }),
  'Box.parts': partsOf,
  'Thing.sums': ({ facts }) => withFacts(facts, { total: 7 }),
  'Part.crumbs': ({ params, facts }) => Reference.toAll('Crumb', [{ ...params, crumb: '1' }], facts),
};

const pk = 'PLACE#{placeId}';
const api = smallApi(
  SDL,
  {
    Thing: stored({ facts: ['memberId'] }),
    'Thing.name': attribute(),
    'Thing.parts': needs(),
    'Thing.page': needs(),
    'Thing.box': attribute(),
    'Thing.sums': needs(),
    'Thing.hidden': needs(),
    'Thing.slips': needs(),
    'Thing.tags': needs(),
    'Thing.slipPage': needs(),
    SlipPage: value(),
    'Thing.copies': needs(),
    'Thing.dues': needs(),
    Tag: stored({ key: { pk, sk: 'TAG#{thingId}#{tag}' }, facts: ['goneAt'], inherits: ['memberId'] }),
    'Tag.label': attribute(),
    'Tag.secret': attribute(),
    'Tag.crumbs': needs(),
    Copy: stored({ key: { pk, sk: 'COPY#{thingId}' }, inherits: ['memberId'] }),
    'Copy.label': attribute(),
    Dues: value('memberId', 'placeId'),
    PartPage: value(),
    Box: embedded,
    'Box.label': attribute(),
    'Box.parts': needs(),
    Sums: value('memberId'),
    Part: stored({ key: { pk, sk: 'PART#{thingId}#{part}' }, inherits: ['memberId'] }),
    'Part.label': attribute(),
    'Part.crumbs': needs(),
    Slip: stored({ key: { pk, sk: 'SLIP#{thingId}#{slip}' }, inherits: ['memberId'] }),
    'Slip.label': attribute(),
    'Slip.note': attribute(),
    'Slip.self': needs(),
    Crumb: stored({ key: { pk, sk: 'CRUMB#{thingId}#{part}#{crumb}' }, inherits: ['memberId'] }),
    'Crumb.label': attribute(),
  },
  RESOLVERS,
);
const items = [
  { pk: 'PLACE#p1', sk: 'THING#t1', memberId: 'm1', name: 'thing', box: { label: 'box' } },
  { pk: 'PLACE#p1', sk: 'PART#t1#1', label: 'part' },
  { pk: 'PLACE#p1', sk: 'CRUMB#t1#1#1', label: 'crumb' },
  { pk: 'PLACE#p1', sk: 'SLIP#t1#1', label: 'slip', note: 'note' },
  { pk: 'PLACE#p1', sk: 'TAG#t1#1', label: 'tag', secret: 'secret' },
  { pk: 'PLACE#p2', sk: 'COPY#t1', label: 'copy' },
];

const ask = (below: string, who: Who) =>
  askBoth(api, items, `{ thing(id: "${toGlobalId('Thing', 'p1', 't1')}") { ${below} } }`, who);

const member = { roles: ['MEMBER'], subject: 'm1' };
const stranger = { roles: ['MEMBER'], subject: 'm2' };

/** What is selected, what its member sees of it, and what everybody else does. */
const WAYS: readonly (readonly [string, unknown, unknown])[] = [
  ['parts { label }', { parts: [{ label: 'part' }] }, { parts: [] }],
  ['page { nodes { label } }', { page: { nodes: [{ label: 'part' }] } }, { page: { nodes: [] } }],
  [
    'box { label parts { label } }',
    { box: { label: 'box', parts: [{ label: 'part' }] } },
    { box: { label: 'box', parts: [] } },
  ],
  ['sums { total }', { sums: { total: 7 } }, { sums: { total: null } }],
  ['parts { crumbs { label } }', { parts: [{ crumbs: [{ label: 'crumb' }] }] }, { parts: [] }],
];

describe('what decides below an item is known of the item, whatever else is selected', () => {
  test.each(WAYS)('%s', async (below, seen, unseen) => {
    const answer = await ask(below, member);
    expect(answer.data.thing).toEqual(seen);
    expect(answer.attributes[0]).toContain('memberId');
    expect((await ask(below, stranger)).data.thing).toEqual(unseen);
    expect((await ask(`name ${below}`, member)).data.thing).toEqual({ name: 'thing', ...(seen as object) });
  });
});

test('also where something of the caller has to be learnt first', async () => {
  const both = { roles: ['MEMBER', 'KEEPER'], subject: 'm1', tenants: ['p1'] };
  expect((await ask('slips { label }', both)).data.thing).toEqual({ slips: [{ label: 'slip' }] });
  expect((await ask('slips { label }', { ...both, subject: 'm2' })).data.thing).toEqual({ slips: [{ label: null }] });
});

test('also where something of the object below has to be read first', async () => {
  const below = 'tags { label secret crumbs { label } }';
  const tag = { label: 'tag', secret: 'secret', crumbs: [{ label: 'crumb' }] };
  expect((await ask(below, member)).data.thing).toEqual({ tags: [tag] });
  expect((await ask(below, stranger)).data.thing).toEqual({ tags: [{ ...tag, secret: null, crumbs: [] }] });
});

test('also where the key below is none of the item’s', async () => {
  const both = { roles: ['MEMBER', 'KEEPER'], subject: 'm1', tenants: ['p1'] };
  expect((await ask('copies { label }', both)).data.thing).toEqual({ copies: [{ label: 'copy' }] });
  expect((await ask('copies { label }', { ...both, subject: 'm2' })).data.thing).toEqual({ copies: [] });
});

test('also where a value has facts that the item has not', async () => {
  const visitor = { ...member, visit: 'p2' };
  expect((await ask('dues { total }', visitor)).data.thing).toEqual({ dues: { total: 7 } });
  expect((await ask('dues { total }', { ...stranger, visit: 'p2' })).data.thing).toEqual({ dues: { total: null } });
});

test.each([{ note: 'note' }, { note: 'note', label: 'slip' }])('also where a list is filtered: %o', async (slip) => {
  const both = { roles: ['MEMBER', 'KEEPER'], subject: 'm1', tenants: ['p1'] };
  const below = `slipPage(label: "slip") { nodes { ${Object.keys(slip).join(' ')} } }`;
  expect((await ask(below, both)).data.thing).toEqual({ slipPage: { nodes: [slip] } });
});

test('what a list brought of an item is not read again', async () => {
  const keeper = { roles: ['KEEPER'], subject: 'k1', tenants: ['p1'] };
  const { data, attributes } = await ask('slipPage { nodes { note self { note } } }', keeper);
  expect(data.thing).toEqual({ slipPage: { nodes: [{ note: 'note', self: { note: 'note' } }] } });
  expect(attributes).toEqual([[], ['note']]);
});

describe('a fact of the item is not read', () => {
  test('where its key decides below', async () => {
    const keeper = { roles: ['KEEPER'], subject: 'k1', tenants: ['p1'] };
    const answer = await ask('parts { label }', keeper);
    expect(answer).toEqual({ data: { thing: { parts: [{ label: 'part' }] } }, attributes: [[], ['label']] });
  });

  test('for what is denied', async () => {
    expect(await ask('hidden { label }', member)).toEqual({ data: { thing: { hidden: null } }, attributes: [[]] });
  });

  test('for what nothing below looks at', async () => {
    expect(await ask('name page { __typename }', member)).toEqual({
      data: { thing: { name: 'thing', page: { __typename: 'PartPage' } } },
      attributes: [['name'], []],
    });
  });
});
