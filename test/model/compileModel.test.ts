import type { StoredNote } from '../../src/model/annotations';
import { compileModel, SchemaRuleError } from '../../src/model/checks/compileModel';
import { access } from '../access/principals';
import { annotated, attribute, computed, globalId, needs, stored, type Notes } from './annotated';
import { edited, inCurrency, NOTES, problemsOf, SDL } from './thingSchema';

test('a schema with every rule in order compiles', () => {
  expect(problemsOf(SDL)).toEqual([]);
});

test('what a value’s field shows is made with the value, and read from no item', () => {
  const { types } = compileModel(annotated(SDL, { ...NOTES, 'Viewer.role': attribute() }), access);
  expect(types.get('Viewer')?.fields.get('role')?.read).toBeNull();
  expect(types.get('Thing')?.fields.get('name')?.read).toEqual(expect.any(Function));
});

test.each([
  ['@auth(asParent: true, always: [KEEPER])', 'Node: expected @auth(asParent: true) alone, without other arguments'],
  ['@auth(always: [])', 'Node: expected @auth to name at least one role'],
])('a rule that nothing but a check reads stops the start, too, where it is written wrongly: %s', (rule, problem) => {
  const sdl = edited('interface Node @auth(asParent: true)', `interface Node ${rule}`);
  expect(problemsOf(sdl)).toEqual(expect.arrayContaining([problem]));
});

describe('the start is stopped by a place without a rule', () => {
  test.each([
    [
      'a type',
      edited('type Viewer @auth(always: [PASSER, MEMBER, KEEPER, CHIEF])', 'type Viewer'),
      'Viewer: expected an @auth rule on the type',
    ],
    [
      'a stored type',
      edited('type Thing implements Node @auth(visit: [PASSER], own: [MEMBER, KEEPER])', 'type Thing implements Node'),
      'Thing: expected an @auth rule on the type',
    ],
    [
      'an embedded type',
      edited('type Spot @auth(asParent: true)', 'type Spot'),
      'Spot: expected an @auth rule on the type',
    ],
    [
      'an interface',
      edited('interface Node @auth(asParent: true)', 'interface Node'),
      'Node: expected an @auth rule on the interface',
    ],
    [
      'a root field',
      edited('thing(id: ID!): Thing @auth(always: [PASSER, MEMBER, KEEPER])', 'thing(id: ID!): Thing'),
      'Query.thing: expected an @auth rule on the root field',
    ],
    [
      'a root field that says "as its parent"',
      edited(
        'thing(id: ID!): Thing @auth(always: [PASSER, MEMBER, KEEPER])',
        'thing(id: ID!): Thing @auth(asParent: true)',
      ),
      'Query.thing: expected an @auth rule on the root field',
    ],
    [
      'a mutation',
      edited('Thing @auth(always: [KEEPER])', 'Thing'),
      'Mutation.change: expected an @auth rule on the root field',
    ],
    [
      'an argument input',
      edited('input ChangeInput @auth(always: [KEEPER])', 'input ChangeInput'),
      'ChangeInput: expected an @auth rule on the input',
    ],
    [
      'a stored type that says "as its parent"',
      edited('@auth(visit: [PASSER], own: [MEMBER, KEEPER])', '@auth(asParent: true)'),
      'Thing: expected a rule with roles on a stored type, found "as parent"',
    ],
    [
      'a rule without roles',
      edited('price: Int', 'price: Int @auth'),
      'Thing.price: expected @auth to name at least one role',
    ],
    [
      'a rule with an empty list',
      edited('price: Int', 'price: Int @auth(own: [])'),
      'Thing.price: expected @auth to name at least one role',
    ],
  ])('%s', (_, sdl, problem) => {
    expect(problemsOf(sdl)).toContain(problem);
  });

  test('a type that does not say how it is kept', () => {
    const { Viewer: _viewer, ...notes } = NOTES;
    expect(problemsOf(SDL, notes)).toEqual(['Viewer: expected @Stored, @Embedded or @Value to say how it is kept']);
  });

  test('a field that does not say what it is made of', () => {
    const { 'Thing.price': _price, ...notes } = NOTES;
    expect(problemsOf(SDL, notes)).toContain(
      'Thing.price: expected @Attribute, @Computed, @GlobalIdField or @Needs to say what it is made of',
    );
  });
});

describe('the start is stopped by a scalar that takes text of any length from clients', () => {
  const UNBOUNDED =
    'Url: expected a bound of what clients may send; write boundedText(Url, { maxLength, expected, example })';

  test.each([
    ['in an argument', edited('thing(id: ID!)', 'thing(id: ID!, at: [Url!])')],
    ['in an input', edited('name: String }', 'name: String at: Url }')],
  ])('%s', (_, sdl) => {
    expect(problemsOf(`${sdl} scalar Url`)).toEqual([UNBOUNDED]);
    expect(problemsOf(`${sdl} scalar Url`, { ...NOTES, Url: { kind: 'scalar', maxLength: 10, example: 'x' } })).toEqual(
      [],
    );
  });

  test('but not where it is answered only', () => {
    expect(problemsOf(`${edited('price: Int', 'price: Url')} scalar Url`)).toEqual([]);
  });
});

describe('the start is stopped by a directive that was written wrongly', () => {
  test.each([
    ['misspelt on a field', edited('cost: Int @auth(', 'cost: Int @auht('), 'Thing.cost: Unknown directive "@auht".'],
    ['misspelt on a type', edited('type Spot @auth(', 'type Spot @Auth('), 'Spot: Unknown directive "@Auth".'],
    [
      'misspelt on an argument',
      edited('thing(id: ID!)', 'thing(id: ID! @auht(own: [MEMBER]))'),
      'Query.thing(id:): Unknown directive "@auht".',
    ],
    [
      'misspelt on an input field',
      edited('name: String }', 'name: String @auht(own: [MEMBER]) }'),
      'ChangeInput.name: Unknown directive "@auht".',
    ],
    [
      'with a wrong argument name',
      edited('cost: Int @auth(own:', 'cost: Int @auth(owns:'),
      'Thing.cost: Unknown argument "owns" on directive "@auth". Did you mean "own"?',
    ],
    [
      'twice',
      edited('cost: Int @auth(own: [KEEPER])', 'cost: Int @auth(own: [KEEPER]) @auth(always: [MEMBER])'),
      'Thing.cost: expected one @auth, found several',
    ],
    [
      'with an unknown role',
      edited('cost: Int @auth(own: [KEEPER])', 'cost: Int @auth(own: [KEPER])'),
      'Thing.cost: expected a role of the access configuration, found KEPER',
    ],
    [
      'with an unknown role beside a known one',
      edited('cost: Int @auth(own: [KEEPER])', 'cost: Int @auth(own: [KEEPER, OWNER])'),
      'Thing.cost: expected a role of the access configuration, found OWNER',
    ],
    [
      'with an unknown role on an argument',
      edited('thing(id: ID!)', 'thing(id: ID! @auth(always: [BOSS]))'),
      'Query.thing(id:): expected a role of the access configuration, found BOSS',
    ],
    [
      'with an unknown role on an input field',
      edited('name: String }', 'name: String @auth(always: [BOSS]) }'),
      'ChangeInput.name: expected a role of the access configuration, found BOSS',
    ],
    [
      'as its parent and something else',
      edited('cost: Int @auth(own: [KEEPER])', 'cost: Int @auth(asParent: true, own: [KEEPER])'),
      'Thing.cost: expected @auth(asParent: true) alone, without other arguments',
    ],
    [
      'as its parent, false',
      edited('type Spot @auth(asParent: true)', 'type Spot @auth(asParent: false)'),
      'Spot: expected @auth(asParent: true) alone, without other arguments',
    ],
    [
      'where none can stand',
      `${SDL} enum Mood @auth(always: [MEMBER]) { GOOD }`,
      'Mood: Directive "@auth" may not be used on ENUM.',
    ],
  ])('%s', (_, sdl, problem) => {
    expect(problemsOf(sdl)).toContain(problem);
  });

  test('each place is told, not only the first', () => {
    const sdl = edited('cost: Int @auth(', 'cost: Int @auht(').replace('type Spot @auth(', 'type Spot @auht(');
    expect(problemsOf(sdl)).toEqual(
      expect.arrayContaining(['Thing.cost: Unknown directive "@auht".', 'Spot: Unknown directive "@auht".']),
    );
  });
});

describe('the start is stopped by a null that has nowhere to go', () => {
  test.each([
    [
      'a field that can be denied and takes no null',
      edited('cost: Int @auth', 'cost: Int! @auth'),
      'Thing.cost: expected a nullable type, since its rule can deny it',
    ],
    [
      'a member of a map that can be denied',
      edited('note: String @auth', 'note: String! @auth'),
      'Spot.note: expected a nullable type, since its rule can deny it',
    ],
    [
      'a list that can be denied',
      edited('cost: Int @auth', 'cost: [Int]! @auth'),
      'Thing.cost: expected a nullable type, since its rule can deny it',
    ],
    [
      'a root field that can be denied',
      edited(
        'viewer: Viewer @auth(always: [PASSER, MEMBER, KEEPER, CHIEF])',
        'viewer: Viewer! @auth(always: [PASSER, MEMBER, KEEPER])',
      ),
      'Query.viewer: expected a nullable type, since its rule can deny it',
    ],
    [
      'a relation to an item, which may be absent',
      edited('sibling: Thing', 'sibling: Thing!'),
      'Thing.sibling: expected a nullable type, since the Thing may be absent',
    ],
    [
      'a root field to an item',
      edited('thing(id: ID!): Thing @', 'thing(id: ID!): Thing! @'),
      'Query.thing: expected a nullable type, since the Thing may be absent',
    ],
    [
      'a relation by interface to an item',
      edited('node(id: ID!): Node', 'node(id: ID!): Node!'),
      'Query.node: expected a nullable type, since the Node may be absent',
    ],
  ])('%s', (_, sdl, problem) => {
    expect(problemsOf(sdl)).toContain(problem);
  });
});

describe('the start is stopped by a rule that cannot be answered', () => {
  test('a type’s rule on a fact that the type does not declare', () => {
    expect(problemsOf(SDL, { ...NOTES, Thing: stored({ shared: ['currency'] }) })).toEqual([
      'Thing: the rule needs the fact "memberId", which the type does not declare',
    ]);
  });

  test.each([
    [
      'a field’s rule on such a fact',
      edited('cost: Int @auth(own: [KEEPER])', 'cost: Int @auth(own: [PASSER])'),
      'Thing.cost: the rule needs the fact "sessionId", which the type does not declare',
    ],
    [
      'a map member’s rule on a fact that its item does not have',
      edited('code: String @auth(own: [KEEPER])', 'code: String @auth(own: [PASSER])'),
      'Door.code: the rule needs the fact "sessionId", which the type does not declare',
    ],
    [
      'a value’s rule on a fact that nobody attaches',
      edited('role: String!', 'role: String @auth(own: [MEMBER])'),
      'Viewer.role: the rule needs the fact "memberId", which the type does not declare',
    ],
    [
      'a root field’s rule on an item that is not there yet',
      edited('Thing @auth(always: [KEEPER])', 'Thing @auth(own: [KEEPER])'),
      'Mutation.change: the rule needs the fact "placeId", which the type does not declare',
    ],
    [
      'owning, for a role that owns nothing',
      edited('cost: Int @auth(own: [KEEPER])', 'cost: Int @auth(own: [KEEPER, CHIEF])'),
      'Thing.cost: "own" means nothing for CHIEF, which owns nothing',
    ],
  ])('%s', (_, sdl, problem) => {
    expect(problemsOf(sdl)).toContain(problem);
  });

  test('a fact from the item it belongs to is known, where that one has it', () => {
    const thing = stored({ inherits: ['memberId'], shared: ['currency'] });
    expect(problemsOf(SDL, { ...NOTES, Thing: thing })).toEqual([
      'Thing: expected a type that leads to it and has the inherited fact "memberId" in its key or facts, found Query, Mutation',
    ]);
    const sdl = `${SDL} type Group @auth(own: [MEMBER]) { id: ID }`;
    const group = stored({ key: { pk: 'GROUP#{groupId}', sk: 'GROUP' }, facts: ['memberId'] });
    expect(problemsOf(sdl, { ...NOTES, Thing: thing, Group: group, 'Group.id': globalId })).toEqual([]);
  });
});

describe('the start is stopped by a redeclared interface field with another rule', () => {
  const withRule = edited(
    'interface Node @auth(asParent: true) { id: ID }',
    'interface Node @auth(asParent: true) { id: ID @auth(own: [MEMBER, KEEPER]) }',
  );

  test.each([
    ['where the interface has the rule', withRule],
    ['where the implementer has the rule', edited('    id: ID\n', '    id: ID @auth(own: [KEEPER])\n')],
    ['where both have one, and they differ', withRule.replace('    id: ID\n', '    id: ID @auth(own: [KEEPER])\n')],
  ])('%s', (_, sdl) => {
    expect(problemsOf(sdl)).toContain('Thing.id: expected the rule of Node.id, which it redeclares');
  });

  test('the same rule on both is in order', () => {
    expect(problemsOf(withRule.replace('    id: ID\n', '    id: ID @auth(own: [MEMBER, KEEPER])\n'))).toEqual([]);
  });
});

describe('the start is stopped by fields that share what they may not', () => {
  test.each<[string, Notes, string]>([
    [
      'two fields over one attribute',
      { 'Thing.price': attribute('cost', inCurrency) },
      'Thing.cost: shows the attribute "cost", which Thing.price shows already',
    ],
    [
      'two fields over one member of a map',
      { 'Spot.street': attribute('note') },
      'Spot.note: shows the attribute "note", which Spot.street shows already',
    ],
    [
      'a field over a part of another’s map',
      { 'Thing.price': attribute('place.note') },
      'Thing.price: expected one attribute, found the path "place.note"; use @Embedded',
    ],
    [
      'a resolver that needs what fewer people may see',
      { 'Thing.sibling': needs('cost') },
      'Thing.sibling: takes "cost", but its rule lets in more people than that of Thing.cost',
    ],
    [
      'a resolver that needs a member of a map that fewer people may see',
      { 'Thing.sibling': needs('place.door.code') },
      'Thing.sibling: takes "place.door.code", but its rule lets in more people than that of Door.code',
    ],
    [
      'a resolver that needs a map whole',
      { 'Thing.token': needs('place') },
      'Thing.token: takes "place" whole; expected the members that it needs, such as "place.name"',
    ],
    [
      'a resolver that needs a map in a map whole',
      { 'Thing.token': needs('place.door') },
      'Thing.token: takes "place.door" whole; expected the members that it needs, such as "place.door.name"',
    ],
    [
      'a shared attribute that fewer people may see',
      {
        'Thing.price': attribute(null, { ...inCurrency, shared: ['cost'] }),
        Thing: stored({ facts: ['memberId'], shared: ['currency', 'cost'] }),
      },
      'Thing.price: takes "cost", but its rule lets in more people than that of Thing.cost',
    ],
    [
      'an attribute used as shared, which is not declared so',
      { 'Thing.price': attribute(null, { ...inCurrency, shared: ['token'] }) },
      'Thing.price: expected "token" among the type\'s shared attributes',
    ],
  ])('%s', (_, notes, problem) => {
    expect(problemsOf(SDL, { ...NOTES, ...notes })).toContain(problem);
  });

  test('two fields over one attribute: that alone is told, whoever may see them', () => {
    const notes = { ...NOTES, 'Thing.price': attribute('cost', inCurrency), 'Thing.margin': computed(['cost']) };
    expect(problemsOf(SDL, notes)).toEqual(['Thing.cost: shows the attribute "cost", which Thing.price shows already']);
  });

  test('a resolver may need a member of a map that its own callers may see', () => {
    expect(
      problemsOf(SDL, {
        ...NOTES,
        'Thing.sibling': needs('place.street'),
        'Thing.token': needs('place.door.code', 'cost'),
      }),
    ).toEqual([]);
  });
});

describe('the start is stopped by a computed field', () => {
  test.each([
    [
      'that more people may see than what it is computed from',
      edited('margin: Int @auth(own: [KEEPER])', 'margin: Int @auth(own: [KEEPER, MEMBER])'),
      'Thing.margin: computed from Thing.cost, but its rule lets in more people',
    ],
    [
      'without a rule, of a source that has one',
      edited('margin: Int @auth(own: [KEEPER])', 'margin: Int'),
      'Thing.margin: computed from Thing.cost, but its rule lets in more people',
    ],
  ])('%s', (_, sdl, problem) => {
    expect(problemsOf(sdl)).toContain(problem);
  });

  test.each<[string, Notes, string]>([
    [
      'in a map, without a rule, of a member that has one',
      { 'Spot.street': computed(['note']) },
      'Spot.street: computed from Spot.note, but its rule lets in more people',
    ],
    [
      'of a computed field that fewer people may see',
      { 'Thing.price': computed(['margin']) },
      'Thing.price: computed from Thing.margin, but its rule lets in more people',
    ],
    [
      'of a resolver’s field that fewer people may see',
      { 'Thing.price': computed(['token']) },
      'Thing.price: computed from Thing.token, but its rule lets in more people',
    ],
    [
      'of a map, which would be read whole',
      { 'Thing.margin': computed(['place']) },
      'Thing.margin: takes "place" whole; expected the members that it needs, such as "place.name"',
    ],
    [
      'of a field that is not there',
      { 'Thing.margin': computed(['price', 'prize']) },
      'Thing.margin: expected another field of the type in @Computed, found "prize"',
    ],
    [
      'of itself',
      { 'Thing.margin': computed(['margin']) },
      'Thing.margin: expected another field of the type in @Computed, found "margin"',
    ],
    [
      'of a field that is computed of it',
      { 'Thing.margin': computed(['cost']), 'Thing.cost': computed(['margin']) },
      'Thing.cost: expected another field of the type in @Computed, found "margin"',
    ],
  ])('%s', (_, notes, problem) => {
    expect(problemsOf(SDL, { ...NOTES, ...notes })).toContain(problem);
  });
});

describe('the start is stopped by a map that cannot be projected', () => {
  test.each([
    [
      'a rule inside a whole list',
      edited('day: String!', 'day: String @auth(own: [KEEPER])'),
      'Hours.day: a rule inside a list cannot be kept, since Thing.hours is read whole',
    ],
    [
      'a rule in a map inside a whole list',
      edited('opens: String!', 'opens: String @auth(own: [KEEPER])'),
      'Span.opens: a rule inside a list cannot be kept, since Thing.hours is read whole',
    ],
    [
      'roles on an embedded type',
      edited('type Door @auth(asParent: true)', 'type Door @auth(own: [KEEPER])'),
      'Door: expected @auth(asParent: true) on an embedded type; put rules on its fields',
    ],
    [
      'a map within itself',
      edited('colour: String', 'colour: String inner: Spot'),
      'Spot: embeds itself; expected a map of finite depth',
    ],
  ])('%s', (_, sdl, problem) => {
    expect(problemsOf(sdl, sdl.includes('inner: Spot') ? { ...NOTES, 'Door.inner': attribute() } : NOTES)).toContain(
      problem,
    );
  });
});

describe('the start is stopped by a key that could be read in two ways', () => {
  test.each([
    ['no separator', 'PLACE#{placeId}{thingId}'],
    ['a separator that a value may contain', 'THING#{placeId}-{thingId}'],
    ['letters between values', '{placeId}THING{thingId}'],
  ])('%s', (_, sk) => {
    const thing = stored({ key: { pk: 'PLACE#{placeId}', sk }, facts: ['memberId'], shared: ['currency'] });
    expect(problemsOf(SDL, { ...NOTES, Thing: thing })).toEqual([
      `Thing: expected a separator such as "#" between the placeholders of "${sk}"`,
    ]);
  });
});

test('all problems are told at once, one line each', () => {
  const sdl = edited('cost: Int @auth(own: [KEEPER])', 'cost: Int! @auth(own: [KEEPER])').replace(
    'sibling: Thing',
    'sibling: Thing!',
  );
  expect(() => compileModel(annotated(sdl, NOTES), access)).toThrow(
    new SchemaRuleError([
      'Thing.cost: expected a nullable type, since its rule can deny it',
      'Thing.sibling: expected a nullable type, since the Thing may be absent',
    ]),
  );
});

describe('a second factor', () => {
  const WITH = '@auth(own: [KEEPER], mfa: true)';

  test('is in the rule of a field, a type, a root field and an input field, and in no other', () => {
    const sdl = SDL.replace('cost: Int @auth(own: [KEEPER])', `cost: Int ${WITH}`)
      .replace('margin: Int @auth(own: [KEEPER])', `margin: Int ${WITH}`)
      .replace('Thing @auth(always: [KEEPER])', 'Thing @auth(always: [KEEPER], mfa: true)')
      .replace('name: String }', 'name: String @auth(always: [KEEPER], mfa: true) }');
    const { types, inputs } = compileModel(annotated(sdl, NOTES), access);
    const asking = [...types.values()].flatMap(({ fields }) =>
      [...fields.values()].filter(({ ownRule }) => ownRule?.needsSecondFactor).map(({ coordinate }) => coordinate),
    );
    expect(asking.sort()).toEqual(['Mutation.change', 'Thing.cost', 'Thing.margin']);
    expect(inputs.get('ChangeInput')?.fieldRules.get('name')?.needsSecondFactor).toBe(true);
    expect(inputs.get('ChangeInput')?.rule?.needsSecondFactor).toBeUndefined();
  });

  test.each([
    ['mfa: false', 'cost: Int @auth(own: [KEEPER], mfa: false)', 'Thing.cost: expected mfa: true in @auth'],
    ['mfa as the only word', 'cost: Int @auth(mfa: true)', 'Thing.cost: expected @auth to name at least one role'],
    [
      'beside asParent',
      'cost: Int @auth(asParent: true, mfa: true)',
      'Thing.cost: expected @auth(asParent: true) alone',
    ],
  ])('is written in one way only: %s stops the start', (_, written, problem) => {
    const problems = problemsOf(edited('cost: Int @auth(own: [KEEPER])', written));
    expect(problems.join('\n')).toContain(problem);
  });

  test('makes a field deniable to those who see the rest: it must be nullable', () => {
    const sdl = edited('name: String!', 'name: String! @auth(visit: [PASSER], own: [MEMBER, KEEPER], mfa: true)');
    expect(problemsOf(sdl)).toEqual(['Thing.name: expected a nullable type, since its rule can deny it']);
  });

  test('makes an open root field deniable, too', () => {
    const all = '@auth(always: [PASSER, MEMBER, KEEPER, CHIEF])';
    const sdl = edited(`viewer: Viewer ${all}`, `viewer: Viewer! ${all.replace(')', ', mfa: true)')}`);
    expect(problemsOf(sdl)).toContain('Query.viewer: expected a nullable type, since its rule can deny it');
  });

  test('that the type of a value asks for, and what leads to it does not, makes the value deniable', () => {
    const all = 'always: [PASSER, MEMBER, KEEPER, CHIEF]';
    const problem = 'Query.viewer: expected a nullable type, since the rule of Viewer can deny it';
    const led = (field: string, type: string) =>
      edited(`viewer: Viewer @auth(${all})`, `viewer: Viewer! @auth(${all}${field})`).replace(
        `type Viewer @auth(${all})`,
        `type Viewer @auth(${all}${type})`,
      );
    expect(problemsOf(led('', ', mfa: true'))).toContain(problem);
    expect(problemsOf(led(', mfa: true', ', mfa: true'))).not.toContain(problem);
    expect(problemsOf(led('', ''))).not.toContain(problem);
  });

  test('is asked for by what is computed from a field that asks for one', () => {
    const sdl = edited('cost: Int @auth(own: [KEEPER])', `cost: Int ${WITH}`);
    expect(problemsOf(sdl)).toContain('Thing.margin: computed from Thing.cost, but its rule lets in more people');
  });

  test('of a redeclared field is that of the interface', () => {
    const sdl = edited('    id: ID\n    name: String!', `    id: ID ${WITH}\n    name: String!`);
    expect(problemsOf(sdl)).toContain('Thing.id: expected the rule of Node.id, which it redeclares');
  });
});

describe('what makes an item absent', () => {
  const TYPE = /type Thing implements Node @auth\([^)]*\)/.exec(SDL)![0];
  const saying = (more: string) => edited(TYPE, TYPE.replace(/\)$/, `, ${more})`));
  const GOOD = saying('absentWhen: "goneAt", absentFor: [MEMBER]');

  test('is a declared fact of the type', () => {
    const thing = NOTES.Thing as StoredNote;
    const notes = { ...NOTES, Thing: { ...thing, facts: [...thing.facts, 'goneAt'] } };
    expect(compileModel(annotated(GOOD, notes), access).types.get('Thing')?.rule?.absentWhen).toEqual({
      fact: 'goneAt',
      roles: ['MEMBER'],
    });
    expect(problemsOf(GOOD)).toContain(
      'Thing: expected absentWhen to name one of the facts of a stored type, found "goneAt"',
    );
  });

  test.each([
    [
      'a key value',
      saying('absentWhen: "placeId", absentFor: [MEMBER]'),
      'Thing: expected absentWhen to name one of the facts',
    ],
    [
      'for nobody',
      saying('absentWhen: "goneAt"'),
      'Thing: expected absentWhen with an attribute and absentFor with roles, both or neither',
    ],
    [
      'without an attribute',
      saying('absentFor: [MEMBER]'),
      'Thing: expected absentWhen with an attribute and absentFor with roles',
    ],
    [
      'for a role that sees nothing anyway',
      saying('absentWhen: "goneAt", absentFor: [CHIEF]'),
      'Thing: expected absentFor to name roles that the rule lets in, found CHIEF',
    ],
    [
      'on a field',
      edited(
        'cost: Int @auth(own: [KEEPER])',
        'cost: Int @auth(own: [KEEPER], absentWhen: "goneAt", absentFor: [KEEPER])',
      ),
      'Thing.cost: expected absentWhen on a type',
    ],
  ])('%s stops the start', (_, sdl, problem) => {
    expect(problemsOf(sdl).join('\n')).toContain(problem);
  });
});

test.each([
  [
    'sibling: [Thing!]',
    ['Thing.sibling: expected nullable items, since a faulty Thing must not take the others along'],
  ],
  [
    'sibling: [[Thing!]]',
    ['Thing.sibling: expected nullable items, since a faulty Thing must not take the others along'],
  ],
  ['sibling: [Thing]!', []],
])('a list of items has room for one that is faulty: %s', (written, problems) => {
  expect(problemsOf(edited('sibling: Thing', written))).toEqual(problems);
});
