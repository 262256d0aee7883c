import { execute, parse, type DocumentNode } from 'graphql';
import { buildApi } from '../../../src/server/api';
import { CompiledQueries } from '../../../src/server/execution/CompiledQueries';

const { schema } = buildApi();

const find = (text: string, fromUse = 1, uses = 1, operationName: string | null = null) => {
  const queries = new CompiledQueries(schema, fromUse);
  const document: DocumentNode = parse(text);
  let found = queries.find(document, operationName);
  for (let use = 1; use < uses; use += 1) found = queries.find(document, operationName);
  return found;
};

test('a query is compiled from the use on that is named, and never for 0', () => {
  expect(find('{ viewer { roles } }', 3, 2)).toBeNull();
  expect(find('{ viewer { roles } }', 3, 3)).not.toBeNull();
  expect(find('{ viewer { roles } }', 0, 50)).toBeNull();
});

test('each operation of a document by itself', () => {
  const document = parse('query A { viewer { roles } } query B { __typename }');
  const queries = new CompiledQueries(schema, 1);
  expect(queries.find(document, 'A')).not.toBe(queries.find(document, 'B'));
  expect(queries.find(document, 'B')?.query(undefined, {}, {})).toEqual({ data: { __typename: 'Query' } });
});

test.each([
  ['a mutation', 'mutation { startGuestSession { expiresAt } }'],
  ['@skip', 'query ($no: Boolean!) { viewer { roles @skip(if: $no) } }'],
  ['@include in a fragment', '{ viewer { ...F } } fragment F on Viewer { roles @include(if: false) }'],
  ['the name __proto__', '{ __proto__: __typename }'],
])('%s is left to graphql-js', (_, text) => {
  expect(find(text)).toBeNull();
});

test.each([
  '{ a: __typename b: __typename __typename }',
  '{ ...F ...F ... on Query { t: __typename } } fragment F on Query { __typename }',
])('%s is answered as graphql-js answers it', async (text) => {
  const answer = await find(text)?.query(undefined, {}, {});
  expect(JSON.stringify(answer)).toBe(JSON.stringify(await execute({ schema, document: parse(text) })));
});
