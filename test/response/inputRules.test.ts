import { getArgumentValues, parse, type FieldNode, type OperationDefinitionNode } from 'graphql';
import { compileModel } from '../../src/model/checks/compileModel';
import { typeNamed } from '../../src/model/Model';
import { assertMayWrite } from '../../src/response/inputRules';
import { access, principal } from '../access/principals';
import { annotated } from '../model/annotated';

const schema = annotated(
  `type Query { ok: Int @auth(always: [MEMBER]) }
  type Mutation {
    change(input: ChangeInput, of: Int = 3 @auth(always: [CHIEF])): Int @auth(always: [MEMBER, CHIEF])
  }
  enum Mood { GOOD BAD }
  input ChangeInput @auth(always: [MEMBER, CHIEF]) {
    name: String
    hidden: Boolean = false @auth(always: [CHIEF])
    moods: [Mood!] = [GOOD] @auth(always: [CHIEF])
    inner: InnerInput = { size: 1 } @auth(always: [CHIEF])
    list: [InnerInput!]
    ruled: RuledInput
    owned: OwnedInput
  }
  input RuledInput @auth(always: [CHIEF]) { size: Int = 1 @auth(always: [CHIEF]) }
  input OwnedInput @auth(own: [MEMBER], always: [CHIEF]) { size: Int = 1 }
  input InnerInput @auth(asParent: true) { size: Int = 1 @auth(always: [CHIEF]) }`,
  {},
);
const model = compileModel(schema, access);

function judged(text: string, roles: readonly string[]): readonly string[] {
  const field = schema.getMutationType()?.getFields().change;
  const [operation] = parse(`mutation { change${text} }`).definitions;
  const node = (operation as OperationDefinitionNode).selectionSet.selections[0] as FieldNode;
  const fieldModel = typeNamed(model, 'Mutation').fields.get('change');
  if (!field || !fieldModel) throw new Error('no field change');
  const left = assertMayWrite(
    model,
    fieldModel,
    field.args,
    getArgumentValues(field, node, {}),
    principal(roles, { subject: ['m1'] }),
  );
  return left.map(({ coordinate }) => coordinate);
}

function refusedPath(text: string, roles: readonly string[]): string | null {
  try {
    judged(text, roles);
    return null;
  } catch (cause) {
    return String((cause as { extensions?: { argument?: string } }).extensions?.argument ?? cause);
  }
}

describe('an input field with a rule and a default', () => {
  test.each(['', '(input: {})', '(input: { name: "x" })', '(input: { list: [{}, {}] })'])(
    'refuses nobody who leaves it out: %s',
    (text) => expect(refusedPath(text, ['MEMBER'])).toBeNull(),
  );

  test.each(['(of: 3)', '(input: { hidden: false, moods: [GOOD] })', '(input: { inner: { size: 1 } })'])(
    'nor who sends what stands there otherwise: %s',
    (text) => expect(refusedPath(text, ['MEMBER'])).toBeNull(),
  );

  test.each([
    ['(of: 4)', 'of'],
    ['(of: null)', 'of'],
    ['(input: { hidden: true })', 'input.hidden'],
    ['(input: { hidden: null })', 'input.hidden'],
    ['(input: { moods: [BAD] })', 'input.moods'],
    ['(input: { moods: [] })', 'input.moods'],
    ['(input: { inner: { size: 2 } })', 'input.inner'],
    ['(input: { list: [{}, { size: 2 }] })', 'input.list.1.size'],
    ['(input: { ruled: { size: 3 } })', 'input.ruled'],
    ['(input: { ruled: {} })', 'input.ruled'],
  ])('refuses who writes something else: %s', (text, path) => {
    expect(refusedPath(text, ['MEMBER'])).toBe(path);
    expect(refusedPath(text, ['CHIEF'])).toBeNull();
  });

  test('and what depends on the item is left to the write', () => {
    expect(judged('(input: { owned: {} })', ['MEMBER'])).toEqual(['OwnedInput']);
    expect(judged('(input: { owned: { size: 3 } })', ['MEMBER'])).toEqual(['OwnedInput']);
    expect(judged('(input: { owned: null })', ['MEMBER'])).toEqual([]);
    expect(judged('(input: { owned: {} })', ['CHIEF'])).toEqual([]);
  });
});
