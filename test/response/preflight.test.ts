import { getOperationAST, parse } from 'graphql';
import { compileModel } from '../../src/model/checks/compileModel';
import { askedOperation } from '../../src/projection/selection';
import { awaitedOfCaller, deniedByRole } from '../../src/operation/preflight';
import { access, principal, type Holdings } from '../access/principals';
import { annotated, attribute, needs, stored, value } from '../model/annotated';

const schema = annotated(
  `
  interface Node @auth(asParent: true) { label: String }
  union Any = Thing | Note
  type Query {
    thing: Thing @auth(always: [PASSER, MEMBER, KEEPER])
    any: Any @auth(always: [PASSER, MEMBER, KEEPER])
    node: Node @auth(always: [PASSER, MEMBER, KEEPER])
    figures: Figures @auth(always: [CHIEF])
  }
  type Mutation { change: Thing @auth(always: [KEEPER]) }
  type Figures @auth(asParent: true) { total: Int }
  type Thing implements Node @auth(always: [PASSER, MEMBER, KEEPER]) {
    label: String
    cost: Int @auth(own: [KEEPER])
    stock: Int @auth(visit: [MEMBER], own: [KEEPER])
    note: Note @auth(always: [KEEPER, MEMBER])
    self: Thing
  }
  type Note @auth(always: [PASSER, MEMBER, KEEPER]) { text: String @auth(always: [KEEPER]) }
  `,
  {
    Figures: value(),
    Thing: stored(),
    'Thing.label': attribute(),
    'Thing.cost': attribute(),
    'Thing.stock': attribute(),
    'Thing.note': needs(),
    'Thing.self': needs(),
    Note: stored({ key: { pk: 'PLACE#{placeId}', sk: 'NOTE' } }),
    'Note.text': attribute(),
  },
);
const model = compileModel(schema, access);

function operationOf(document: string, variables: Readonly<Record<string, unknown>> = {}) {
  const parsed = parse(document);
  return askedOperation(parsed, getOperationAST(parsed)!, variables);
}

const passer = principal(['PASSER']);
const member = principal(['MEMBER'], { subject: ['m1'] });

function denied(document: string, who = passer, variables?: Readonly<Record<string, unknown>>): string[] {
  return deniedByRole(schema, model, operationOf(document, variables), who).map(({ coordinate }) => coordinate);
}

describe('what roles alone deny is known before anything is read', () => {
  test.each([
    ['a root field', '{ figures { total } }', ['Query.figures']],
    ['a mutation', 'mutation { change { label } }', ['Mutation.change']],
    ['a field of an item', '{ thing { label cost } }', ['Thing.cost']],
    ['a field under an alias', '{ a: thing { label: cost } }', ['Thing.cost']],
    [
      'several, each once',
      '{ thing { cost self { cost note { text } } } b: thing { cost } }',
      ['Thing.cost', 'Thing.note', 'Note.text'],
    ],
    ['a field in an inline fragment', '{ any { ... on Thing { cost } } }', ['Thing.cost']],
    ['a field in an inline fragment without a condition', '{ thing { ... { cost } } }', ['Thing.cost']],
    ['a field in a named fragment', '{ thing { ...F } } fragment F on Thing { cost }', ['Thing.cost']],
    [
      'a field in a fragment in a fragment',
      '{ node { ...F } } fragment F on Node { ...G } fragment G on Thing { cost }',
      ['Thing.cost'],
    ],
    ['a field beside introspection', '{ __schema { types { name } } thing { __typename cost } }', ['Thing.cost']],
  ])('%s', (_, document, expected) => {
    expect(denied(document)).toEqual(expected);
  });

  test.each([
    ['what everybody here may see', '{ thing { label self { label } } }'],
    ['what a type hides, since that is absent', '{ thing { label } any { __typename } }'],
    ['names that are not there', '{ thing { nothing } nowhere { cost } }'],
    ['fragments that are not there', '{ thing { ...Gone } any { ... on Gone { cost } } }'],
  ])('nothing is said of %s', (_, document) => {
    expect(denied(document)).toEqual([]);
  });

  test('what may still be granted is not denied', () => {
    const keeper = (holdings: Holdings) => principal(['KEEPER'], { subject: ['k1'], ...holdings });
    expect(denied('{ thing { cost } }', keeper({ tenants: undefined }))).toEqual([]);
    expect(denied('{ thing { cost } }', keeper({ tenants: ['p1'] }))).toEqual([]);
    expect(denied('{ thing { cost } }', keeper({ tenants: [] }))).toEqual(['Thing.cost']);
  });
});

describe('@skip and @include', () => {
  const variants: readonly [string, boolean][] = [
    ['cost @skip(if: true)', false],
    ['cost @skip(if: false)', true],
    ['cost @include(if: false)', false],
    ['cost @include(if: true)', true],
    ['cost @skip(if: $yes)', false],
    ['cost @skip(if: $no)', true],
    ['cost @include(if: $no)', false],
    ['cost @include(if: $yes)', true],
    ['cost @include(if: $yes) @skip(if: $yes)', false],
    ['... @include(if: $no) { cost }', false],
    ['... @skip(if: $no) { cost }', true],
    ['...F @skip(if: $yes)', false],
    ['...F @include(if: $yes)', true],
    ['...F @skip(if: $yes) ...F', true],
    ['cost @skip(if: true) cost', true],
    ['self @skip(if: $yes) { cost }', false],
  ];

  test.each(variants)('%s', (selection, isSelected) => {
    const document = `query ($yes: Boolean!, $no: Boolean!) { thing { ${selection} } } fragment F on Thing { cost }`;
    expect(denied(document, passer, { yes: true, no: false })).toEqual(isSelected ? ['Thing.cost'] : []);
  });
});

describe('what the table must tell of the caller first', () => {
  test('is named once, by what selected fields wait for', () => {
    const keeper = principal(['KEEPER', 'MEMBER'], { subject: ['k1'], tenants: undefined, visit: undefined });
    const awaited = (document: string) => awaitedOfCaller(schema, model, operationOf(document), keeper).sort();
    expect(awaited('{ thing { label } }')).toEqual([]);
    expect(awaited('{ thing { cost self { cost } } }')).toEqual(['tenants']);
    expect(awaited('{ thing { cost stock } }')).toEqual(['tenants', 'visit']);
  });

  test('is nothing where the credential says all', () => {
    expect(awaitedOfCaller(schema, model, operationOf('{ thing { cost stock } }'), member)).toEqual([]);
  });
});
