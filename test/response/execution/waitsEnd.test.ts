import { buildSchema, parse, type ExecutionResult } from 'graphql';
import { executing } from '../../../src/operation/executor';

/*
 * Whatever reads, writes or waits ends with the request's signal. What a resolver of another schema does beside that is given up as well.
 */
test('a field that waits for ever is given up once the request is over', async () => {
  const schema = buildSchema('type Query { waits: Int }');
  const field = schema.getQueryType()?.getFields().waits;
  if (field) field.resolve = async () => new Promise(() => undefined);
  const controller = new AbortController();
  const contextValue = { asked: null, execution: null as Promise<ExecutionResult> | null, signal: controller.signal };
  const { plugin } = executing({ schema } as never, { EXECUTOR: 'graphql-js', MAX_ANSWER_BYTES: 4_000_000 });
  const listener = await plugin.requestDidStart?.({} as never);
  const answering = (listener as { responseForOperation(given: object): Promise<unknown> }).responseForOperation({
    document: parse('{ waits }'),
    contextValue,
    request: {},
  });
  controller.abort();
  expect(await answering).toBeNull();
  await expect(contextValue.execution).rejects.toMatchObject({ name: 'StoreUnavailableError' });
});
