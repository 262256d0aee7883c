import { buildSchema, GraphQLList, GraphQLNonNull, GraphQLString, type GraphQLOutputType } from 'graphql';
import { formOf } from '../../src/model/storedForm';

const type = buildSchema(
  'scalar DateTime scalar Other type Query { Int: Int String: String ID: ID Boolean: Boolean DateTime: DateTime Other: Other }',
).getQueryType()!;
const named = (name: string): GraphQLOutputType => type.getFields()[name]!.type;

test.each([
  ['Int', 7, '7'],
  ['String', 'text', 7],
  ['ID', 'text', 7],
  ['Boolean', true, 'true'],
  ['DateTime', '2026-12-01T09:00:00.000Z', 7],
])('%s is shown from %p, and not from %p', (name, right, wrong) => {
  expect(() => formOf(named(name))?.(right)).not.toThrow();
  for (const form of [formOf(named(name)), formOf(new GraphQLNonNull(named(name)))])
    expect(() => form?.(wrong)).toThrow();
});

test('of a list each item that is there is judged', () => {
  const form = formOf(new GraphQLNonNull(new GraphQLList(GraphQLString)))!;
  expect(() => form(['a', null, undefined, 'b'])).not.toThrow();
  expect(() => form(['a', 7])).toThrow();
  expect(() => form('a')).toThrow(new TypeError('expected a stored list, got a value of type string'));
});

test('other scalars judge themselves', () => {
  expect(formOf(named('Other'))).toBeNull();
});
