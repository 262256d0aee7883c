import { getArgumentValues, parse, type FieldNode, type OperationDefinitionNode } from 'graphql';
import { compileModel } from '../../src/model/compileModel';
import { typeNamed } from '../../src/model/Model';
import { assertMayWrite } from '../../src/response/inputRules';
import { book, standing } from '../access/standings';
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
  }
  input InnerInput @auth(asParent: true) { size: Int = 1 @auth(always: [CHIEF]) }`,
  {},
);
const model = compileModel(schema, book);

function refusedPath(text: string, roles: readonly string[]): string | null {
  const field = schema.getMutationType()?.getFields().change;
  const [operation] = parse(`mutation { change${text} }`).definitions;
  const node = (operation as OperationDefinitionNode).selectionSet.selections[0] as FieldNode;
  const fieldModel = typeNamed(model, 'Mutation').fields.get('change');
  if (!field || !fieldModel) throw new Error('no field change');
  try {
    assertMayWrite(model, fieldModel, field.args, getArgumentValues(field, node, {}), standing(roles));
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
  ])('refuses who writes something else: %s', (text, path) => {
    expect(refusedPath(text, ['MEMBER'])).toBe(path);
    expect(refusedPath(text, ['CHIEF'])).toBeNull();
  });
});
