import { buildSchema } from 'graphql';
import { formOf } from '../../src/model/storedForm';

const formOfType = (type: string) =>
  formOf(
    buildSchema(`scalar DateTime scalar Other type Query { field: ${type} }`).getQueryType()!.getFields().field!.type,
  );

test.each([
  ['Int', 7, '7'],
  ['String', 'text', 7],
  ['ID', 'text', 7],
  ['Boolean', true, 'true'],
  ['DateTime', '2026-12-01T09:00:00.000Z', 7],
])('%s is shown from %p, and not from %p', (name, right, wrong) => {
  for (const form of [formOfType(name), formOfType(`${name}!`)]) {
    expect(() => form?.(right)).not.toThrow();
    expect(() => form?.(wrong)).toThrow();
  }
});

test('of a list each item that is there is judged', () => {
  const form = formOfType('[String]!')!;
  expect(() => form(['a', null, undefined, 'b'])).not.toThrow();
  expect(() => form(['a', 7])).toThrow();
  expect(() => form('a')).toThrow(new TypeError('expected a stored list, got a value of type string'));
});

test('other scalars judge themselves', () => {
  expect(formOfType('Other')).toBeNull();
});
