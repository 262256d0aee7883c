import { buildSchema, parse } from 'graphql';
import { Execution } from '../../src/operation/Execution';

/*
 * Whatever reads, writes or waits ends with the request's signal. What a resolver of another schema does beside that is given up as well.
 */
test('a field that waits for ever is given up once the request is over', async () => {
  const schema = buildSchema('type Query { waits: Int }');
  const field = schema.getQueryType()?.getFields().waits;
  if (field) field.resolve = async () => new Promise(() => undefined);
  const controller = new AbortController();
  const document = parse('{ waits }');
  const operation = { document, definition: document.definitions[0], variables: {}, givenVariables: {}, fragments: {} };
  const execution = new Execution({ schema } as never, { MAX_ANSWER_BYTES: 4_000_000 }, 'graphql-js');
  const answering = execution.execute(operation as never, { signal: controller.signal } as never);
  controller.abort();
  await expect(answering).rejects.toMatchObject({ name: 'StoreUnavailableError' });
});
