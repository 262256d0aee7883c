import { getVariableValues, isLeafType, parse, validate, type OperationDefinitionNode } from 'graphql';
import { buildApi } from '../../../../src/compose/api';
import { Examples, type Example } from '../../../../src/transports/pages/reference/examples';
import { ROOTS } from '../../../../src/transports/pages/reference/places';

const { schema, model } = buildApi();
const examples = new Examples(schema, model);

const operations = ROOTS.flatMap((root) => {
  const type = schema.getType(root.typeName);
  const fields = type && 'getFields' in type ? Object.values(type.getFields()) : [];
  return fields.map((field): [string, Example] => [
    `${root.typeName}.${field.name}`,
    examples.ofOperation(root, field as never),
  ]);
});

const types = Object.values(schema.getTypeMap())
  .filter((type) => !isLeafType(type) && !type.name.startsWith('__') && !('isOneOf' in type))
  .filter(({ name }) => !ROOTS.some(({ typeName }) => typeName === name))
  .map((type): [string, Example | null] => [type.name, examples.ofType(type.name)]);

const problemsOf = ({ document, variables }: Example) => {
  const [definition] = document.definitions as [OperationDefinitionNode];
  const { errors = [] } = getVariableValues(schema, definition.variableDefinitions ?? [], { ...variables });
  return [...validate(schema, document), ...errors].map(({ message }) => message);
};

test('there are some', () => {
  expect(operations.length).toBeGreaterThan(30);
  expect(types.length).toBeGreaterThan(30);
});

test.each(operations)('the example of %s can be sent', (_, example) => {
  expect(problemsOf(example)).toEqual([]);
});

test.each(types)('an example leads to %s, and can be sent', (name, example) => {
  expect([name, example && problemsOf(example)]).toEqual([name, []]);
});

test('what does not fit the schema would be told', () => {
  const needy = operations.filter(([, { variables }]) => Object.keys(variables).length > 0);
  expect(needy.every(([, example]) => problemsOf({ ...example, variables: {} }).length > 0)).toBe(true);
  const unknown = parse('query ($id: ID!) { noSuchField(id: $id) }');
  expect(problemsOf({ text: '', document: unknown, variables: { id: 'x' } })).toHaveLength(1);
});
