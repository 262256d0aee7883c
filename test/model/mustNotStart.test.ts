import { access } from '../access/principals';
import { attribute, computed, embedded, globalId, needs, stored, value, type Notes } from './annotated';
import { edited, inCurrency, NOTES, problemsIn, problemsOf, SDL } from './thingSchema';

/*
 * Declarations that say what nothing enforces. Each of them started once.
 */

const EVERYONE = '@auth(always: [PASSER, MEMBER, KEEPER, CHIEF])';
const THING = NOTES.Thing as ReturnType<typeof stored>;

/** The schema with one more stored type, `Other`, of this key. */
function withOther(note: Parameters<typeof stored>[0], fields = '', notes: Notes = {}): readonly string[] {
  const sdl = `${SDL} type Other @auth(own: [KEEPER]) { id: ID ${fields} }`;
  return problemsOf(sdl, { ...NOTES, Other: stored(note), 'Other.id': globalId, ...notes });
}

function withThing(note: Parameters<typeof stored>[0], more: Notes = {}): readonly string[] {
  return problemsOf(SDL, { ...NOTES, Thing: { ...THING, ...note }, ...more });
}

describe('a fact of two sources', () => {
  test.each([
    ['the key and an attribute', { facts: ['memberId', 'placeId'] }, 'Thing: expected "placeId" from its key alone'],
    ['the key and what is above', { inherits: ['placeId'] }, 'Thing: expected "placeId" from its key alone'],
    [
      'an attribute and what is above',
      { inherits: ['memberId'] },
      'Thing: expected "memberId" from the item or from the one above it',
    ],
    [
      'twice an attribute',
      { facts: ['memberId', 'memberId'] },
      'Thing: expected each fact once, found "memberId" twice',
    ],
  ])('%s', (_, note, problem) => {
    expect(withThing(note).join('\n')).toContain(problem);
  });
});

describe('two types of one item', () => {
  test.each([
    ['the same key', { pk: 'PLACE#{placeId}', sk: 'THING#{thingId}' }],
    ['other names of placeholders', { pk: 'PLACE#{place}', sk: 'THING#{id}' }],
    ['one item of the many', { pk: 'PLACE#{placeId}', sk: 'THING#main' }],
    ['one partition of the many', { pk: 'PLACE#main', sk: 'THING#{otherId}' }],
    ['any sort key', { pk: 'PLACE#{placeId}', sk: '{kind}#{otherId}' }],
    ['any key', { pk: '{kind}#{placeId}', sk: '{part}#{otherId}' }],
    ['a longer word with a placeholder', { pk: 'PLACE#{placeId}', sk: 'THIN{g}#{otherId}' }],
  ])('%s', (_, key) => {
    expect(withOther({ key }).join('\n')).toContain('Other: expected keys that no other type has');
  });

  test.each([
    ['another word', { pk: 'PLACE#{placeId}', sk: 'OTHER#{otherId}' }],
    ['one level more', { pk: 'PLACE#{placeId}', sk: 'THING#{thingId}#{otherId}' }],
    ['a word that begins like it', { pk: 'PLACE#{placeId}', sk: 'THINGS#{otherId}' }],
    ['another partition', { pk: 'PLACES#{placeId}', sk: 'THING#{otherId}' }],
  ])('but not %s', (_, key) => {
    expect(withOther({ key })).toEqual([]);
  });

  test.each(['', '{}', 'THING#{thing-id}', 'THING#{thingId', 'THING#thingId}'])(
    'and a key that is none: "%s"',
    (sk) => {
      expect(withThing({ key: { pk: 'PLACE#{placeId}', sk } }).join('\n')).toContain(
        `Thing: expected a key such as "PLACE#{placeId}", found "${sk}"`,
      );
    },
  );
});

describe('paths that cannot be projected beside each other', () => {
  test.each<[string, Notes, string]>([
    ['a map and a part of it', { 'Thing.token': needs('m'), 'Thing.sibling': needs('m.secret') }, 'takes "m.secret"'],
    ['a part and its map', { 'Thing.token': needs('m.secret'), 'Thing.sibling': needs('m') }, 'takes "m.secret"'],
    ['deep in it', { 'Thing.token': needs('m'), 'Thing.sibling': needs('m.a.b.c') }, 'takes "m.a.b.c"'],
    ['both of one field', { 'Thing.token': needs('m', 'm.secret') }, 'takes "m.secret"'],
    ['inside a list', { 'Thing.sibling': needs('hours.day') }, 'takes "hours.day"'],
    ['inside a scalar', { 'Thing.sibling': needs('name.first') }, 'takes "name.first"'],
    [
      'a shared one',
      { Thing: { ...THING, shared: ['currency', 'currency.code'] } },
      'Thing: takes "currency.code", of which Thing takes "currency" whole',
    ],
    ['a key attribute', { 'Thing.sibling': needs('pk') }, 'Thing.sibling: expected an attribute, found "pk" of a key'],
    ['the other one', { 'Thing.name': attribute('sk') }, 'Thing.name: expected an attribute, found "sk" of a key'],
    [
      'a fact that is one',
      { Thing: { ...THING, facts: ['memberId', 'pk'] } },
      'Thing: expected an attribute, found "pk"',
    ],
    [
      'inside a map, as a fact',
      { Thing: { ...THING, facts: ['memberId', 'meta.gone'] } },
      'Thing: expected a fact that is an attribute of its own, found the path "meta.gone"',
    ],
    ['no name', { 'Thing.name': attribute('') }, 'Thing.name: expected the name of an attribute'],
    ['no name in a path', { 'Thing.sibling': needs('m..x') }, 'Thing.sibling: expected the name of an attribute'],
    ['no name behind a dot', { 'Thing.sibling': needs('m.') }, 'Thing.sibling: expected the name of an attribute'],
    ['no name needed', { 'Thing.sibling': needs('') }, 'Thing.sibling: expected the name of an attribute'],
    ['no name in a map', { 'Spot.street': attribute('') }, 'Spot.street: expected the name of an attribute'],
  ])('%s', (_, notes, problem) => {
    expect(problemsOf(SDL, { ...NOTES, ...notes }).join('\n')).toContain(problem);
  });

  test('an attribute of an index’s key', () => {
    const lists = [
      {
        name: 'byMember',
        type: 'Thing',
        index: { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' },
        partition: 'MEMBER#{memberId}',
        prefix: null,
        descending: false,
        filters: {},
      },
    ];
    const notes = { ...NOTES, 'Thing.sibling': needs('gsi1pk') };
    expect(problemsIn(SDL, { notes, lists }).join('\n')).toContain('found "gsi1pk" of a key');
    expect(problemsIn(SDL, { lists })).toEqual([]);
  });

  test.each<[string, string, Notes]>([
    ['a value', 'price: Viewer', {}],
    ['a list of values', 'price: [Viewer]', {}],
    ['an item', 'price: Thing', {}],
    ['an interface', 'price: Node', {}],
    ['an item by a codec', 'price: Thing', { 'Thing.price': attribute(null, inCurrency) }],
  ])('%s in an attribute', (_, field, notes) => {
    const sdl = edited('price: Int', field);
    expect(problemsOf(sdl, { ...NOTES, 'Thing.price': attribute(), ...notes }).join('\n')).toContain(
      'Thing.price: expected a scalar, an enum or an @Embedded type in an attribute',
    );
  });

  test('a codec may make a value of it', () => {
    expect(problemsOf(edited('price: Int', 'price: Viewer'))).toEqual([]);
  });
});

describe('a rule that nothing is decided by', () => {
  const NODE = 'interface Node @auth(asParent: true) { id: ID }';
  const withNode = (text: string) => problemsOf(edited(NODE, text)).join('\n');

  test.each([
    [
      'on an interface',
      () => withNode(NODE.replace('asParent: true', 'own: [KEEPER]')),
      'Node: expected @auth(asParent',
    ],
    [
      'on an interface, with a factor',
      () => withNode(NODE.replace('asParent: true', 'always: [CHIEF], mfa: true')),
      'Node: expected @auth(asParent',
    ],
    ['on Query', () => problemsOf(edited('type Query {', `type Query ${EVERYONE} {`)), 'Query: expected no @auth'],
    [
      'on Mutation',
      () => problemsOf(edited('type Mutation {', 'type Mutation @auth(always: [CHIEF]) {')),
      'Mutation: expected no @auth',
    ],
    [
      'on Query, as its parent',
      () => problemsOf(edited('type Query {', 'type Query @auth(asParent: true) {')),
      'Query: expected no @auth',
    ],
    [
      'own, on an argument',
      () => problemsOf(edited('thing(id: ID!)', 'thing(id: ID! @auth(own: [KEEPER]))')),
      'Query.thing(id:): expected "always" on an argument, found "own"',
    ],
    [
      'visit, on an argument',
      () => problemsOf(edited('thing(id: ID!)', 'thing(id: ID! @auth(always: [CHIEF], visit: [PASSER]))')),
      'Query.thing(id:): expected "always" on an argument, found "visit"',
    ],
    [
      'own, on an argument of an item’s field',
      () => problemsOf(edited('sibling: Thing', 'sibling(of: ID @auth(own: [KEEPER])): Thing')),
      'Thing.sibling(of:): expected "always" on an argument',
    ],
    [
      'absentWhen, on an argument',
      () =>
        problemsOf(
          edited('thing(id: ID!)', 'thing(id: ID! @auth(always: [CHIEF], absentWhen: "goneAt", absentFor: [CHIEF]))'),
        ),
      'Query.thing(id:): expected absentWhen on a stored type',
    ],
    [
      'absentWhen, on an input',
      () =>
        problemsOf(
          edited(
            'input ChangeInput @auth(always: [KEEPER])',
            'input ChangeInput @auth(always: [KEEPER], absentWhen: "goneAt", absentFor: [KEEPER])',
          ),
        ),
      'ChangeInput: expected absentWhen on a stored type',
    ],
    [
      'absentWhen, on a root field',
      () =>
        problemsOf(
          edited(
            'Thing @auth(always: [KEEPER])',
            'Thing @auth(always: [KEEPER], absentWhen: "x", absentFor: [KEEPER])',
          ),
        ),
      'Mutation.change: expected absentWhen on a type',
    ],
    [
      'own, on an input, for a role that owns nothing',
      () => problemsOf(edited('input ChangeInput @auth(always: [KEEPER])', 'input ChangeInput @auth(own: [CHIEF])')),
      'ChangeInput: "own" means nothing for CHIEF',
    ],
    [
      'own, on an input field, for a role that owns nothing',
      () => problemsOf(edited('name: String }', 'name: String @auth(own: [CHIEF]) }')),
      'ChangeInput.name: "own" means nothing for CHIEF',
    ],
  ])('%s', (_, problems, problem) => {
    expect([problems()].flat().join('\n')).toContain(problem);
  });

  test('on an argument of an interface, where the implementer has another', () => {
    const sdl = edited(NODE, 'interface Node @auth(asParent: true) { id(of: ID @auth(always: [CHIEF])): ID }').replace(
      '    id: ID\n',
      '    id(of: ID): ID\n',
    );
    expect(problemsOf(sdl)).toContain('Thing.id(of:): expected the rule of Node.id(of:), which it redeclares');
  });

  test('absentWhen, on a redeclared field of which the interface has none', () => {
    const sdl = edited(NODE, 'interface Node @auth(asParent: true) { id: ID @auth(own: [KEEPER], mfa: true) }').replace(
      '    id: ID\n',
      '    id: ID @auth(own: [KEEPER])\n',
    );
    expect(problemsOf(sdl)).toContain('Thing.id: expected the rule of Node.id, which it redeclares');
  });
});

describe('a fact that no rule can look at', () => {
  test.each([
    [
      'misspelt',
      { facts: ['memberId', 'membrId'] },
      'Thing: expected a rule that looks at the fact "membrId", found none; rules look at sessionId, memberId, placeId, and absentWhen',
    ],
    [
      'inherited, and looked at by none',
      { inherits: ['colour'] },
      'Thing: expected a rule that looks at the fact "colour"',
    ],
    [
      'inherited from nobody',
      { facts: [], inherits: ['memberId'] },
      'Thing: expected a type that leads to it and has the inherited fact "memberId" in its key or facts, found Query, Mutation',
    ],
    ['a path', { facts: ['memberId', 'm.owner'] }, 'Thing: expected a rule that looks at the fact "m.owner"'],
  ])('%s', (_, note, problem) => {
    expect(withThing(note).join('\n')).toContain(problem);
  });

  test.each([
    ['the item above', 'type Pages @auth(asParent: true) { one: String }', 'sibling: Thing parts: [Part]', []],
    ['a value of it', 'type Pages @auth(asParent: true) { nodes: [Part] }', 'sibling: Thing parts: Pages', []],
    [
      'the item above, of no such fact',
      'type Pages @auth(asParent: true) { one: String }',
      'sibling: Thing',
      ['Other'],
    ],
    [
      'further above, past an item of no such fact',
      'type Pages @auth(asParent: true) { one: String }',
      'sibling: Thing others: [Other]',
      ['Other'],
    ],
  ])('inherited from %s', (_, pages, field, refusedFor) => {
    const part = 'type Part @auth(own: [MEMBER]) { label: String }';
    const other = 'type Other @auth(always: [MEMBER]) { parts: [Part] }';
    const sdl = `${edited('sibling: Thing', field)} ${pages} ${part} ${other}`;
    const notes = {
      ...NOTES,
      ...(field.includes('parts') && { 'Thing.parts': needs() }),
      ...(field.includes('others') && { 'Thing.others': needs() }),
      Pages: value(),
      Part: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PART#{thingId}#{part}' }, inherits: ['memberId'] }),
      'Part.label': attribute(),
      Other: stored({ key: { pk: 'OTHER#{otherId}', sk: 'OTHER' } }),
      'Other.parts': needs(),
    };
    const problems = refusedFor.map(
      (name) =>
        `Part: expected a type that leads to it and has the inherited fact "memberId" in its key or facts, found ${name}`,
    );
    expect(problemsOf(sdl, notes)).toEqual(problems);
  });

  test.each([
    ['misspelt', ['placId'], 'Viewer: expected a rule that looks at the fact "placId", found none'],
    ['empty', [''], 'Viewer: expected a rule that looks at the fact "", found none'],
    ['twice', ['placeId', 'placeId'], 'Viewer: expected each fact once, found "placeId" twice'],
  ])('of a value, %s', (_, facts, problem) => {
    expect(problemsOf(SDL, { ...NOTES, Viewer: value(...facts) }).join('\n')).toContain(problem);
  });

  test('but that of a value below may be looked at there alone', () => {
    const sdl = `${edited('sibling: Thing', 'sibling: Sums')} type Sums @auth(own: [PASSER]) { total: Int }`;
    expect(
      problemsOf(sdl, { ...NOTES, Thing: { ...THING, facts: ['memberId', 'sessionId'] }, Sums: value('sessionId') }),
    ).toEqual([]);
  });

  test('inherited from each other alone', () => {
    const sdl = `${SDL}
      type Part @auth(own: [MEMBER]) { slips: [Slip] }
      type Slip @auth(own: [MEMBER]) { parts: [Part] }`;
    const notes = {
      ...NOTES,
      Part: stored({ key: { pk: 'PLACE#{placeId}', sk: 'PART#{thingId}#{part}' }, inherits: ['memberId'] }),
      'Part.slips': needs(),
      Slip: stored({ key: { pk: 'PLACE#{placeId}', sk: 'SLIP#{thingId}#{part}' }, inherits: ['memberId'] }),
      'Slip.parts': needs(),
    };
    const expected =
      'expected a type that leads to it and has the inherited fact "memberId" in its key or facts, found';
    expect(problemsOf(sdl, notes)).toEqual([`Part: ${expected} Slip`, `Slip: ${expected} Part`]);
  });

  test.each(['Int', 'Float', 'Boolean', '[String]', '[ID!]', 'Door', 'Int!', '[String]!'])('shown as %s', (type) => {
    const sdl = edited('price: Int', `memberId: ${type}`);
    const { 'Thing.price': _price, ...notes } = NOTES;
    const problems = problemsOf(sdl, { ...notes, 'Thing.memberId': attribute(), 'Thing.margin': computed(['cost']) });
    expect(problems.join('\n')).toContain('Thing.memberId: expected the fact "memberId" to be one text');
  });

  test.each(['String', 'ID', 'String!', 'Mood'])('but it may be shown as %s', (type) => {
    const sdl = `${edited('price: Int', `memberId: ${type}`)} enum Mood { GOOD }`;
    const { 'Thing.price': _price, ...notes } = NOTES;
    expect(problemsOf(sdl, { ...notes, 'Thing.memberId': attribute(), 'Thing.margin': computed(['cost']) })).toEqual(
      [],
    );
  });

  test('whether it is there can be told of any', () => {
    const sdl = edited(
      'type Thing implements Node @auth(visit: [PASSER], own: [MEMBER, KEEPER])',
      'type Thing implements Node @auth(visit: [PASSER], own: [MEMBER, KEEPER], absentWhen: "cost", absentFor: [PASSER])',
    );
    expect(problemsOf(sdl, { ...NOTES, Thing: { ...THING, facts: ['memberId', 'cost'] } })).toEqual([]);
  });
});

describe('existsWhenOwned that nobody can own', () => {
  test.each([
    ['two values in the key', { key: { pk: 'OTHER#{placeId}', sk: 'OTHER#{otherId}' } }],
    ['none in the key', { key: { pk: 'OTHER', sk: 'OTHER' }, facts: ['placeId'] }],
    ['another value in the key', { key: { pk: 'OTHER#{otherId}', sk: 'OTHER' }, facts: ['placeId'] }],
    ['a role that owns by something else', { key: { pk: 'OTHER#{memberId}', sk: 'OTHER' }, facts: ['placeId'] }],
  ])('%s', (_, note) => {
    expect(withOther({ ...note, existsWhenOwned: true }).join('\n')).toContain('Other: expected existsWhenOwned where');
  });

  test('the owner’s own key is in order', () => {
    expect(withOther({ key: { pk: 'OTHER#{placeId}', sk: 'OTHER' }, existsWhenOwned: true })).toEqual([]);
  });
});

test('what several resolvers need of an item may be the same, and a member of a map may have the name of a key', () => {
  const sdl = edited('token: String', 'other: String token: String');
  const notes = { ...NOTES, 'Thing.other': needs('serial'), 'Spot.street': attribute('sk') };
  expect(problemsOf(sdl, notes)).toEqual([]);
});

describe('a field of a form that nothing fills', () => {
  const NUMBER = edited('id: ID\n    name', 'id: Int\n    name').replace(
    'interface Node @auth(asParent: true) { id: ID }',
    'interface Node @auth(asParent: true) { id: Int }',
  );

  test('a global id that is no ID', () => {
    expect(problemsOf(NUMBER)).toEqual(['Thing.id: expected ID, which a global id is, found Int']);
  });

  test('a global id of a map, of which there is none', () => {
    expect(problemsOf(SDL, { ...NOTES, 'Spot.street': globalId })).toContain(
      'Spot.street: expected "globalId" on a field of a type that is stored, found Spot, which is embedded',
    );
  });

  test('a field of an item that a value would be made with', () => {
    expect(problemsOf(SDL, { ...NOTES, 'Thing.token': { kind: 'from', needs: ['serial'] } })).toEqual([
      'Thing.token: expected "from" on a field of a type that is value, found Thing, which is stored',
    ]);
  });

  test.each(['item', 'facts', 'params', 'key'])('what holds an item, by the name of %s', (name) => {
    const sdl = `${edited('sibling: Thing', `sibling: Thing ${name}: JSON`)} scalar JSON`;
    expect(problemsOf(sdl, { ...NOTES, [`Thing.${name}`]: needs() }).join('\n')).toContain(
      `Thing.${name}: expected another name, since "${name}" is what an item is held in, all of it`,
    );
  });

  test.each(['Thing.place', 'Viewer.spot'])('a map that a resolver makes: %s', (coordinate) => {
    const sdl = edited('role: String!', 'role: String! spot: Spot');
    const made = { ...NOTES, ...(coordinate === 'Thing.place' && { [coordinate]: needs('place') }) };
    expect(problemsOf(sdl, made)).toContain(
      `${coordinate}: expected an attribute, since Spot is @Embedded and read with the item that it is in; write @Value on it where a resolver makes it`,
    );
  });
});

describe('a null that has nowhere to go', () => {
  const viewer = 'viewer: Viewer @auth(always: [PASSER, MEMBER, KEEPER, CHIEF])';

  test('a root field that is open to all roles: a caller may have none', () => {
    expect(problemsOf(edited(viewer, viewer.replace('Viewer @', 'Viewer! @')))).toContain(
      'Query.viewer: expected a nullable type, since its rule can deny it',
    );
  });

  test('a field of a value', () => {
    expect(problemsOf(edited('role: String!', 'role: String! @auth(always: [CHIEF])'))).toContain(
      'Viewer.role: expected a nullable type, since its rule can deny it',
    );
  });

  const SALES = 'type Sales @auth(own: [KEEPER]) { total: Int! }';
  const sold = (type: string, rule = '') =>
    problemsOf(`${edited('sibling: Thing', `sibling: ${type} ${rule}`)} ${SALES}`, {
      ...NOTES,
      Sales: value('placeId'),
    });

  test.each(['Sales!', '[Sales!]', '[Sales!]!', '[[Sales!]]'])('a field of a value that can be denied: %s', (type) => {
    expect(sold(type)).toContain('Thing.sibling: expected a nullable type, since the rule of Sales can deny it');
  });

  test.each(['Sales', '[Sales]', '[[Sales]]'])('but not %s, for whom its rule lets in', (type) => {
    expect(sold(type, '@auth(own: [KEEPER])')).toEqual([]);
  });

  test.each(['', '@auth(always: [KEEPER])', '@auth(own: [MEMBER, KEEPER])'])(
    'a member of a value that some are led to whom its rule does not let in: %s',
    (rule) => {
      expect(sold('Sales', rule)).toEqual([
        'Sales.total: expected a nullable type, since the rule of Sales denies it to some whom a field that leads there lets in',
      ]);
    },
  );

  test('an attribute of what exists before anything is stored in it', () => {
    const sdl = `${SDL} type Pass @auth(own: [MEMBER]) { id: ID! name: String! note: String }`;
    const key = { pk: 'MEMBER#{memberId}', sk: 'PASS' };
    const notes = {
      ...NOTES,
      'Pass.id': globalId,
      'Pass.name': attribute(),
      'Pass.note': attribute(),
    };
    expect(problemsOf(sdl, { ...notes, Pass: stored({ key, existsWhenOwned: true }) })).toEqual([
      'Pass.name: expected a nullable type, since Pass exists before anything is stored in it',
    ]);
    expect(problemsOf(sdl, { ...notes, Pass: stored({ key }) })).toEqual([]);
  });

  test('a value whose own facts may differ from those of what it is in', () => {
    expect(sold('Sales!', '@auth(own: [KEEPER])')).toContain(
      'Thing.sibling: expected a nullable type, since the rule of Sales can deny it',
    );
  });

  test('a value that asks for a second factor', () => {
    const sdl = `${edited('role: String!', `role: String! sales: Sales! ${EVERYONE.replace(')', ', mfa: true)')}`)} ${SALES}`;
    expect(problemsOf(sdl, { ...NOTES, Sales: value('placeId') }).join('\n')).toContain(
      'Viewer.sales: expected a nullable type',
    );
  });
});

describe('roles that no token tells apart', () => {
  const withGroups = (...groups: readonly (string | null)[]) =>
    problemsIn(SDL, {
      access: {
        ...access,
        roles: access.roles.map((role, position) => ({ ...role, cognitoGroup: groups[position] ?? null })),
      },
    }).join('\n');

  test.each([
    ['two of one group', [null, 'members', 'members', 'chiefs'], 'found "members" for MEMBER and KEEPER'],
    ['two without a group', [null, 'members', 'keepers', null], 'for who is not signed in, found PASSER and CHIEF'],
    ['none without a group', ['passers', 'members', 'keepers', 'chiefs'], 'for who is not signed in, found none'],
  ])('%s', (_, groups, problem) => {
    expect(withGroups(...groups)).toContain(problem);
    expect(withGroups(...groups).split('\n')).toHaveLength(1);
  });

  test('one name twice', () => {
    const roles = [...access.roles, { ...access.roles[1]!, cognitoGroup: 'others' }];
    expect(problemsIn(SDL, { access: { ...access, roles } }).join('\n')).toContain(
      'the access configuration: expected each role once, found MEMBER several times',
    );
  });
});

describe('a list that leads nowhere', () => {
  const THINGS = {
    name: 'thingsOfPlace',
    type: 'Thing',
    index: null,
    partition: 'PLACE#{placeId}',
    prefix: 'THING#',
    descending: false,
    filters: { name: 'name' },
  };
  const INDEX = { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' };
  const withList = (...lists: (typeof THINGS | object)[]) =>
    problemsIn(SDL, { lists: lists.map((list) => ({ ...THINGS, ...list })) });

  test.each([
    ['of a type that is not there', [{ type: 'Thingy' }], 'expected a @Stored type of the schema, found "Thingy"'],
    ['of a value', [{ type: 'Viewer' }], 'expected a @Stored type of the schema, found "Viewer"'],
    ['of a map', [{ type: 'Spot' }], 'expected a @Stored type of the schema, found "Spot"'],
    ['in a partition of others', [{ partition: 'SPOT#{placeId}' }], 'expected the partition of Thing'],
    ['with other placeholders', [{ partition: 'PLACE#{place}' }], 'expected the partition of Thing'],
    ['with a prefix of others', [{ prefix: 'ORDER#' }], 'expected the partition of Thing'],
    ['of no partition', [{ partition: '', index: INDEX }], 'expected a partition such as'],
    ['that implies what is no fact', [{ implies: { goneAt: null } }], 'implies "goneAt"'],
    ['by a filter over nothing', [{ filters: { name: 'nam' } }], 'for the filter "name", found "nam"'],
    ['by a filter over several attributes', [{ filters: { p: 'price' } }], 'for the filter "p", found "price"'],
    ['by a filter over a relation', [{ filters: { s: 'sibling' } }], 'for the filter "s", found "sibling"'],
    ['by a filter over a map', [{ filters: { at: 'place' } }], 'for the filter "at", found "place"'],
    ['by a filter over a list', [{ filters: { at: 'hours' } }], 'for the filter "at", found "hours"'],
    ['by a prefix to be filled', [{ prefix: 'THING#{thingId}' }], 'without placeholders, found "THING#{thingId}"'],
    ['by the name of another', [{}, { prefix: 'THING' }], 'list thingsOfPlace: expected a name of its own'],
  ])('%s', (_, lists, problem) => {
    expect(withList(...lists).join('\n')).toContain(problem);
  });

  test('one that leads to items is in order', () => {
    expect(withList({}, { name: 'byMember', index: INDEX, partition: 'MEMBER#{memberId}', prefix: null })).toEqual([]);
  });
});

test('every problem is told in one list', () => {
  const sdl = edited('type Query {', `type Query ${EVERYONE} {`).replace('cost: Int @auth', 'cost: Int! @auth');
  const problems = problemsOf(sdl, { ...NOTES, Thing: { ...THING, facts: ['memberId', 'placeId'] }, Span: embedded });
  expect(problems).toHaveLength(3);
});

describe('an input that says whose the item is', () => {
  const OWN = 'input ChangeInput @auth(always: [KEEPER]) { id: ID! name: String }';
  const owned = (sdl: string) => sdl.replace(OWN, OWN.replace('always: [KEEPER]', 'own: [KEEPER]'));

  test('in a mutation', () => {
    expect(problemsOf(owned(SDL))).toEqual([]);
  });

  test('also where it says so for some of those whom it lets in', () => {
    const mixed = OWN.replace('always: [KEEPER]', 'always: [CHIEF], own: [KEEPER]');
    const sdl = edited('thing(id: ID!)', 'thing(id: ID!, by: ChangeInput)').replace(OWN, mixed);
    expect(problemsOf(sdl).join('\n')).toContain('Query.thing(by:)');
  });

  test.each([
    ['in a query', edited('thing(id: ID!)', 'thing(id: ID!, by: ChangeInput)'), 'Query.thing(by:)'],
    ['in a field of an item', edited('sibling: Thing', 'sibling(by: [ChangeInput!]): Thing'), 'Thing.sibling(by:)'],
    [
      'deep in another one',
      `${edited('sibling: Thing', 'sibling(by: AroundInput): Thing')} input AroundInput @auth(asParent: true) { change: ChangeInput }`,
      'Thing.sibling(by:)',
    ],
  ])('%s', (_, sdl, place) => {
    expect(problemsOf(owned(sdl)).join('\n')).toContain(`${place}: expected ChangeInput in mutations alone`);
  });
});

describe('a default that is judged', () => {
  test.each([
    [
      'of an argument',
      edited('change(input: ChangeInput!)', 'change(input: ChangeInput = { id: "1" })'),
      'Mutation.change(input:)',
    ],
    [
      'of a field',
      `${edited('change(input: ChangeInput!)', 'change(input: AroundInput!)')} input AroundInput @auth(asParent: true) { changes: [ChangeInput!] = [{ id: "1" }] }`,
      'AroundInput.changes',
    ],
  ])('%s', (_, sdl, place) => {
    expect(problemsOf(sdl).join('\n')).toContain(`${place}: expected no default, since ChangeInput in it`);
  });
});

test('a list of the table that implies what its items tell themselves', () => {
  const list = {
    name: 'things',
    type: 'Thing',
    index: null,
    partition: 'PLACE#{placeId}',
    prefix: 'THING#',
    descending: false,
    filters: {},
    implies: { memberId: 'm1' },
  };
  expect(problemsIn(SDL, { lists: [list] }).join('\n')).toContain('list things: expected implies of an index');
});
