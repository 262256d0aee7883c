import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Facts } from '../../src/access/Rule';
import { CallerFacts } from '../../src/loading/CallerFacts';
import { compileModel } from '../../src/model/checks/compileModel';
import { AskedAttributes, Entity, typeNamed, withFacts, type Model } from '../../src/model/Model';
import { Denials } from '../../src/response/Denials';
import { guardSchema, type GuardedFields } from '../../src/response/guard';
import type { Item } from '../../src/storage/requests';
import { access, principal } from '../access/principals';
import { EXECUTORS } from '../support/executors';
import { askBoth, smallApi } from '../loading/smallApi';
import { annotated, attribute, computed, embedded, globalId, needs, stored, value } from '../model/annotated';

const SDL = `
  interface Node @auth(asParent: true) { id: ID }
  type Query {
    thing: Thing @auth(always: [MEMBER, KEEPER])
    node: Node @auth(always: [MEMBER, KEEPER])
    sales: Sales @auth(always: [MEMBER, KEEPER])
    secret: String @auth(always: [KEEPER])
  }
  type Thing implements Node @auth(always: [MEMBER, KEEPER]) {
    id: ID
    name: String
    cost: Int @auth(own: [KEEPER])
    twice: Int @auth(own: [KEEPER])
    token: String @auth(own: [KEEPER])
    address: Address
    always: Address!
    hours: [Hours]
  }
  type Address @auth(asParent: true) { street: String code: String @auth(own: [KEEPER]) }
  type Hours @auth(asParent: true) { day: String }
  type Sales @auth(own: [KEEPER]) { total: Int parts: [Part] closed: Int @auth(always: [CHIEF]) }
  type Part @auth(asParent: true) { count: Int! }
`;

const called: string[] = [];

interface Served {
  readonly schema: GraphQLSchema;
  readonly model: Model;
  readonly guarded: GuardedFields;
}

function served(results: Readonly<Record<string, unknown>>): Served {
  const schema = annotated(SDL, {
    Thing: stored(),
    'Thing.id': globalId,
    'Thing.name': attribute(),
    'Thing.cost': attribute(),
    'Thing.twice': computed(['cost'], ({ cost }) => (typeof cost === 'number' ? cost * 2 : undefined)),
    'Thing.token': needs(),
    'Thing.address': attribute(),
    'Thing.always': attribute(),
    'Thing.hours': attribute(),
    Address: embedded,
    'Address.street': attribute(),
    'Address.code': attribute(),
    Hours: embedded,
    'Hours.day': attribute(),
    Sales: value('placeId'),
    Part: value(),
  });
  const model = compileModel(schema, access);
  for (const [coordinate, result] of Object.entries(results)) {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
    if (!field || !('resolve' in field)) throw new Error(`no ${coordinate}`);
    field.resolve = () => {
      called.push(coordinate);
      if (result instanceof Error) throw result;
      return result;
    };
  }
  return { schema, model, guarded: guardSchema(schema, model) };
}

const { model } = served({});
const stored1: Item = {
  name: 'name',
  cost: 7,
  address: { street: 'street', code: 'code' },
  hours: [{ day: 'MONDAY' }],
  unasked: 'hidden',
};

const WHOLE = new AskedAttributes([], null);

function thing(facts: Facts = { placeId: 'p1' }, item: Item = stored1, asked = WHOLE): Entity {
  return new Entity(typeNamed(model, 'Thing'), { placeId: 'p1', thingId: 't1' }, facts, item, asked);
}

const member = principal(['MEMBER'], { subject: ['m1'] });
const keeper = principal(['KEEPER'], { subject: ['k1'], tenants: ['p1'] });

/** All is known of them, or the table is asked. */
type Who = typeof member | (() => CallerFacts);

/** Both executors, which must answer the same. */
async function ask(query: string, results: Readonly<Record<string, unknown>>, who: Who = member) {
  const plain = await askOf(EXECUTORS['graphql-js'], query, results, who);
  const calledByIt = [...called];
  const answer = await askOf(EXECUTORS.levels, query, results, who);
  expect({ answer, called }).toEqual({ answer: plain, called: calledByIt });
  return answer;
}

async function askOf(
  execute: (typeof EXECUTORS)['levels'],
  query: string,
  results: Readonly<Record<string, unknown>>,
  who: Who,
) {
  called.length = 0;
  const denials = new Denials(access);
  const callerFacts = typeof who === 'function' ? who() : { principal: who };
  const result = await execute(served(results), query, { callerFacts, denials });
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)) as unknown,
    errors: (result.errors ?? []).map(({ message }) => message),
    denied: denials.all.map(({ coordinate, path, count }) => [coordinate, path.join('.'), count]),
  };
}

describe('a denied field is null and told, and its siblings are intact', () => {
  test('whatever item arrived', async () => {
    const query = '{ thing { name cost twice token address { street code } } }';
    const results = { 'Query.thing': thing(), 'Thing.token': 'token' };
    expect(await ask(query, results)).toEqual({
      data: {
        thing: { name: 'name', cost: null, twice: null, token: null, address: { street: 'street', code: null } },
      },
      errors: [],
      denied: [
        ['Thing.cost', 'thing.cost', 1],
        ['Thing.twice', 'thing.twice', 1],
        ['Thing.token', 'thing.token', 1],
        ['Address.code', 'thing.address.code', 1],
      ],
    });
    expect(called).toEqual(['Query.thing']);
    expect(await ask(query, results, keeper)).toMatchObject({
      data: {
        thing: { name: 'name', cost: 7, twice: 14, token: 'token', address: { street: 'street', code: 'code' } },
      },
      denied: [],
    });
  });

  test('under any alias, each time it is met', async () => {
    const { denied } = await ask('{ thing { a: cost b: cost cost } again: thing { cost } }', {
      'Query.thing': thing(),
    });
    expect(denied).toEqual([['Thing.cost', 'thing.a', 4]]);
  });

  test('also at the root, where its resolver does not even run', async () => {
    expect(await ask('{ secret }', { 'Query.secret': 'leak' })).toMatchObject({
      data: { secret: null },
      denied: [['Query.secret', 'secret', 1]],
    });
    expect(called).toEqual([]);
    expect(await ask('{ secret }', { 'Query.secret': 'shown' }, keeper)).toMatchObject({ data: { secret: 'shown' } });
  });
});

describe('the guard goes by the item that arrived, not by what was decided before', () => {
  test.each<[string, Facts]>([
    ['another’s', { placeId: 'p2' }],
    ['nobody’s', { placeId: null }],
    ['one of which nothing is known', {}],
  ])('%s item shows nothing of its owner’s', async (_, facts) => {
    expect(await ask('{ thing { name cost } }', { 'Query.thing': thing(facts) }, keeper)).toMatchObject({
      data: { thing: { name: 'name', cost: null } },
      denied: [['Thing.cost', 'thing.cost', 1]],
    });
  });

  test('a map and a list belong to whom their item belongs to', async () => {
    const query = '{ thing { address { code } hours { day } } }';
    expect(await ask(query, { 'Query.thing': thing({ placeId: 'p2' }) }, keeper)).toMatchObject({
      data: { thing: { address: { code: null }, hours: [{ day: 'MONDAY' }] } },
    });
  });
});

describe('a resolver cannot show an item past the reader', () => {
  test('a plain object is no item: nothing of it is shown', async () => {
    const raw = { ...stored1, placeId: 'p1' };
    expect(await ask('{ thing { name cost address { street } } }', { 'Query.thing': raw }, keeper)).toMatchObject({
      data: { thing: { name: null, cost: null, address: null } },
    });
  });

  test('what an interface leads to must say what it is', async () => {
    expect(await ask('{ node { id } }', { 'Query.node': { __typename: 'Thing', ...stored1 } }, keeper)).toMatchObject({
      data: { node: null },
    });
    expect(await ask('{ node { __typename } }', { 'Query.node': thing() }, keeper)).toMatchObject({
      data: { node: { __typename: 'Thing' } },
    });
  });
});

describe('a value made by a resolver', () => {
  const sales = { total: 3, parts: [{ count: 1 }] };
  const query = '{ sales { total parts { count } } }';

  test('is judged by the facts that were attached to it', async () => {
    expect(await ask(query, { 'Query.sales': withFacts({ placeId: 'p1' }, { ...sales }) }, keeper)).toMatchObject({
      data: { sales },
    });
    expect(await ask(query, { 'Query.sales': withFacts({ placeId: 'p2' }, { ...sales }) }, keeper)).toMatchObject({
      data: { sales: { total: null, parts: null } },
      denied: [
        ['Sales.total', 'sales.total', 1],
        ['Sales.parts', 'sales.parts', 1],
      ],
    });
  });

  test('without facts, or with facts among its own fields, shows nothing', async () => {
    for (const value1 of [sales, { ...sales, placeId: 'p1', facts: { placeId: 'p1' } }])
      expect(await ask(query, { 'Query.sales': value1 }, keeper)).toMatchObject({
        data: { sales: { total: null, parts: null } },
      });
  });

  test('does not show its facts', () => {
    const attached = withFacts({ placeId: 'p1' }, { total: 3 });
    expect(JSON.stringify(attached)).toBe('{"total":3}');
    expect(Object.keys({ ...attached })).toEqual(['total']);
  });
});

describe('what is not there is null', () => {
  test('an attribute that the item lacks', async () => {
    const results = { 'Query.thing': thing({ placeId: 'p1' }, {}) };
    expect(await ask('{ thing { name twice address { street } hours { day } } }', results, keeper)).toMatchObject({
      data: { thing: { name: null, twice: null, address: null, hours: null } },
      errors: [],
    });
  });

  test('a map that is always there is there, though nothing of it was read', async () => {
    const results = { 'Query.thing': thing({ placeId: 'p1' }, {}) };
    expect(await ask('{ thing { always { __typename } } }', results)).toMatchObject({
      data: { thing: { always: { __typename: 'Address' } } },
      errors: [],
    });
  });

  test('a map of which nothing may be read counts as there, so that what is denied in it is told', async () => {
    const results = { 'Query.thing': thing({ placeId: 'p1' }, {}) };
    expect(await ask('{ thing { address { code } } }', results)).toEqual({
      data: { thing: { address: { code: null } } },
      errors: [],
      denied: [['Address.code', 'thing.address.code', 1]],
    });
  });
});

describe('a permitted field whose attributes were not asked for is a fault that is told', () => {
  const cases: readonly [string, string, readonly string[], string][] = [
    ['a value', 'name', ['cost'], 'Thing.name is selected and permitted, but name was not asked for'],
    ['what is computed', 'twice', ['name'], 'Thing.twice is selected and permitted, but cost was not asked for'],
    [
      'a member of a map',
      'address { street code }',
      ['address.code'],
      'Thing.address is selected and permitted, but address.street was not asked for',
    ],
    [
      'a list of maps',
      'hours { day }',
      ['hours.day'],
      'Thing.hours is selected and permitted, but hours was not asked for',
    ],
  ];
  test.each(cases)('%s', async (_, selected, read, message) => {
    const results = { 'Query.thing': thing({ placeId: 'p1' }, {}, new AskedAttributes([['pk'], read])) };
    const name = selected.split(' ')[0]!;
    expect(await ask(`{ thing { always { __typename } ${selected} } }`, results, keeper)).toEqual({
      data: { thing: { always: { __typename: 'Address' }, [name]: null } },
      errors: [message],
      denied: [],
    });
  });

  test('a member of a map that is there', async () => {
    const item = { address: { street: 'street' } };
    const results = { 'Query.thing': thing({ placeId: 'p1' }, item, new AskedAttributes([['address.street']])) };
    expect(await ask('{ thing { address { street code } } }', results, keeper)).toMatchObject({
      data: { thing: { address: { street: 'street', code: null } } },
      errors: ['Address.code is selected and permitted, but code was not asked for'],
    });
  });
});

test('a resolver that fails is no denial', async () => {
  const results = { 'Query.thing': thing(), 'Thing.token': new GraphQLError('broken') };
  expect(await ask('{ thing { token } }', results, keeper)).toEqual({
    data: { thing: { token: null } },
    errors: ['broken'],
    denied: [],
  });
});

test('a field that the model does not know cannot be served', () => {
  const schema = annotated(`${SDL} type Loose @auth(asParent: true) { text: String }`, { Loose: value() });
  expect(() => guardSchema(schema, model)).toThrow('no type Loose in the model');
  const other = annotated(SDL.replace('name: String', 'name: String extra: String'), {});
  expect(() => guardSchema(other, model)).toThrow('Thing.extra is not in the model');
});

describe('what a decision on a value waits for is learnt before it', () => {
  const sales = () => withFacts({ placeId: 'p1' }, { total: 3, parts: [{ count: 1 }] });
  const query = '{ sales { total parts { count } } }';
  const owning = (tenantsOf: () => Promise<ReadonlySet<string>>) => () =>
    new CallerFacts(
      {
        roles: ['KEEPER'],
        subject: 'k1',
        email: null,
        signIn: null,
        hasSecondFactor: true,
        device: null,
        guestSession: null,
        visit: null,
      },
      { tenantsOf, isCurrent: () => Promise.resolve(false) },
    );

  test('also where nothing else in the operation asks for it', async () => {
    const asked = await ask(
      query,
      { 'Query.sales': sales() },
      owning(async () => Promise.resolve(new Set(['p1']))),
    );
    expect(asked).toEqual({ data: { sales: { total: 3, parts: [{ count: 1 }] } }, errors: [], denied: [] });
  });

  test('and denies who owns another', async () => {
    const { data, denied } = await ask(
      query,
      { 'Query.sales': sales() },
      owning(async () => Promise.resolve(new Set(['p2']))),
    );
    expect(data).toEqual({ sales: { total: null, parts: null } });
    expect(denied).toHaveLength(2);
  });

  test('what cannot be learnt is an error, not a denial', async () => {
    const { errors, denied } = await ask(
      query,
      { 'Query.sales': sales() },
      owning(async () => Promise.reject(new Error('throttled'))),
    );
    expect(errors).toEqual(['throttled', 'throttled']);
    expect(denied).toEqual([]);
  });

  test('and is none of what roles deny beside it', async () => {
    const away = owning(async () => Promise.reject(new Error('throttled')));
    const { errors, denied } = await ask('{ sales { total closed } }', { 'Query.sales': sales() }, away);
    expect(errors).toEqual(['throttled']);
    expect(denied).toEqual([['Sales.closed', 'sales.closed', 1]]);
  });
});

describe('a map is there by what is selected of it at its own place', () => {
  const item = thing({ placeId: 'p1' }, { address: { street: 'street' } });
  const nothing = thing({ placeId: 'p1' }, {});

  test.each([
    ['{ thing { a: address { code } b: address { street } } }', item, { a: null, b: { street: 'street' } }],
    ['{ thing { address { code street } } }', item, { address: { code: null, street: 'street' } }],
    ['{ thing { address { __typename } } }', item, { address: { __typename: 'Address' } }],
    [
      '{ thing { a: address { street } b: address { __typename } } }',
      nothing,
      { a: null, b: { __typename: 'Address' } },
    ],
    ['{ thing { always { code } } }', item, { always: { code: null } }],
  ])('%s', async (query, source, expected) => {
    expect(await ask(query, { 'Query.thing': source }, keeper)).toMatchObject({
      data: { thing: expected },
      errors: [],
    });
  });
});

test('what a union leads to may be a value, which says which one it is', async () => {
  const sdl = `
    type Query { found: Found @auth(always: [MEMBER]) }
    union Found = Sum | Note
    type Sum @auth(asParent: true) { total: Int }
    type Note @auth(asParent: true) { text: String secret: String @auth(always: [KEEPER]) }`;
  const note = { __typename: 'Note', text: 'text', secret: 'secret' };
  const found = smallApi(sdl, { Sum: value(), Note: value() }, { 'Query.found': () => note });
  const query = '{ found { __typename ... on Note { text secret } ... on Sum { total } } }';
  expect(await askBoth(found, [], query, { roles: ['MEMBER'], subject: 'm1' })).toEqual({
    data: { found: { __typename: 'Note', text: 'text', secret: null } },
    attributes: [],
  });
});
