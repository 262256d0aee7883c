import { getOperationAST, parse, type GraphQLSchema } from 'graphql';
import { compileModel } from '../../../src/model/checks/compileModel';
import { Denials } from '../../../src/response/Denials';
import { askedOperation } from '../../../src/projection/selection';
import { OperationExecutor } from '../../../src/response/execution/OperationExecutor';
import { guardSchema, type GuardedFields } from '../../../src/response/guard';
import { access, principal } from '../../access/principals';
import { annotated, value } from '../../model/annotated';
import { EXECUTORS } from '../../support/executors';

/*
 * Values of every shape, good and bad: what they become, which `null` reaches how far, and what is told of it, is as graphql-js has it.
 */

const SDL = `
  type Query {
    box: Box @auth(always: [MEMBER])
    boxes(first: Int! = 2, of: Size): [Box] @auth(always: [MEMBER])
    strict: [Box!] @auth(always: [MEMBER])
    numbers: [[Int!]] @auth(always: [MEMBER])
    size: Size @auth(always: [MEMBER])
  }
  enum Size { SMALL LARGE }
  type Box @auth(asParent: true) { name: String must: String! count: Int inner: Box innerMust: Box! list: [Box!] strictest: [Box!]! hidden: String @auth(always: [KEEPER]) }
`;

const NOTES = { Box: value() };
const boom = new Error('boom');

type Values = Readonly<Record<string, unknown>>;

function served(values: Values): { schema: GraphQLSchema; guarded: GuardedFields } {
  const schema = annotated(SDL, NOTES);
  const model = compileModel(schema, access);
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    field.resolve = (_source, args) => {
      const made = values[field.name];
      if (made === boom) throw boom;
      return typeof made === 'function' ? (made as (args: unknown) => unknown)(args) : made;
    };
  }
  return { schema, guarded: guardSchema(schema, model) };
}

async function answers(query: string, values: Values, variables: Values = {}) {
  const all = await Promise.all(
    Object.values(EXECUTORS).map(async (execute) => {
      const denials = new Denials(access);
      const callerFacts = { principal: principal(['MEMBER'], {}) };
      const result = await execute(served(values), query, { callerFacts, denials }, variables);
      // In which order errors of one level are told is left open by the specification.
      const errors = (result.errors ?? []).map((error) => JSON.stringify(error.toJSON())).sort();
      return { text: JSON.stringify(result.data), errors, denied: denials.all };
    }),
  );
  const [plain, levels] = all;
  expect(levels).toEqual(plain);
  return levels!;
}

/** Nothing keeps a resolver from throwing what is no error. */
function throwing(text: unknown): never {
  throw text;
}

const box = { name: 'a', must: 'b', count: 1 };
const ALL = 'name must count inner { must } list { must }';

const CASES: readonly (readonly [string, string, Values])[] = [
  ['a value', `{ box { ${ALL} } }`, { box }],
  ['a promise of one', `{ box { ${ALL} } }`, { box: Promise.resolve(box) }],
  ['nothing', '{ box { name } }', { box: undefined }],
  ['an error', '{ box { name } size }', { box: boom, size: 'SMALL' }],
  ['an error as a value', '{ box { name } size }', { box: new Error('as a value'), size: 'LARGE' }],
  ['a promise that fails', '{ box { name } size }', { box: () => Promise.reject(boom), size: 'SMALL' }],
  ['a failure that is no error', '{ box { name } }', { box: () => throwing('just a string') }],
  ['nothing where something must be', '{ box { must } }', { box: { must: null } }],
  [
    'no object where one must be',
    '{ size box { name innerMust { name } } }',
    { box: { ...box, innerMust: null }, size: 'SMALL' },
  ],
  [
    'nothing deep below',
    '{ size box { innerMust { innerMust { must } } } }',
    { box: { innerMust: { innerMust: {} } }, size: 'SMALL' },
  ],
  [
    'nothing deep below what may be null',
    '{ box { inner { innerMust { must } } name } }',
    { box: { ...box, inner: { innerMust: {} } } },
  ],
  [
    'an error of a method',
    '{ box { name count } }',
    {
      box: {
        ...box,
        name: () => {
          throw boom;
        },
      },
    },
  ],
  ['a method that promises', '{ box { name } }', { box: { name: () => Promise.resolve('late') } }],
  ['a value of the wrong kind', '{ box { name count } }', { box: { name: 'a', count: 'many' } }],
  ['an enum value that is none', '{ size }', { size: 'HUGE' }],
  ['a list', '{ boxes { name must } }', { boxes: [box, null, { ...box, must: null }] }],
  [
    'a list of promises',
    '{ boxes { name inner { name } } }',
    { boxes: () => [Promise.resolve(box), Promise.reject(boom), box] },
  ],
  ['a set', '{ boxes { name } }', { boxes: new Set([box]) }],
  ['a string for a list', '{ boxes { name } }', { boxes: 'boxes' }],
  ['a string for a list of letters', '{ numbers }', { numbers: ['12'] }],
  ['lists of lists', '{ numbers }', { numbers: [[1, 2], [3, null], null, []] }],
  ['an item that is missing in a strict list', '{ strict { name } }', { strict: [box, null] }],
  [
    'an item that fails in the strictest list',
    '{ size boxes { strictest { must } } }',
    { boxes: [{ strictest: [box, {}] }, { strictest: [box] }, { strictest: null }], size: 'SMALL' },
  ],
  ['two failures, one above the other', '{ box { innerMust { must } must } }', { box: { innerMust: {} } }],
  ['two items that fail', '{ strict { must } }', { strict: [{}, {}] }],
  ['aliases and __typename', '{ a: box { t: __typename b: name __typename } __typename }', { box }],
  [
    'fields in several places',
    '{ box { inner { name } } ...F } fragment F on Query { box { inner { must } name } }',
    { box: { ...box, inner: box } },
  ],
  [
    'a denied field among others',
    '{ boxes { hidden name inner { hidden } } }',
    { boxes: [box, { ...box, inner: box }] },
  ],
  [
    'arguments',
    '{ boxes(first: 3, of: SMALL) { count } }',
    { boxes: ({ first }: { first: number }) => [{ count: first }] },
  ],
  ['an argument’s default', '{ boxes { count } }', { boxes: ({ first }: { first: number }) => [{ count: first }] }],
];

test.each(CASES)('%s', async (_, query, values) => {
  const { text } = await answers(query, values);
  expect(text).toMatch(/^(\{.*\}|null)$/);
});

test.each([
  [true, '{"box":{"name":"a"}}'],
  [false, '{"box":{"count":1,"must":"b"}}'],
])('conditions by variables: %s', async (yes, text) => {
  const query = `query ($yes: Boolean!) { box { name @include(if: $yes) ... @skip(if: $yes) { count must } } }`;
  expect((await answers(query, { box }, { yes })).text).toBe(text);
});

test('a variable that is null where the argument may not be', async () => {
  const query = 'query ($first: Int = 1) { boxes(first: $first) { name } size }';
  const { text, errors } = await answers(query, { boxes: [box], size: 'SMALL' }, { first: null });
  expect(text).toBe('{"boxes":null,"size":"SMALL"}');
  expect(errors).toHaveLength(1);
});

test.each(['{ __schema { queryType { name } } }', '{ __type(name: "Box") { name } }'])(
  'left to graphql-js: %s',
  async (query) => {
    const { levels } = EXECUTORS;
    await expect(levels(served({}), query, {})).rejects.toThrow('left to graphql-js');
  },
);

test('one document under both conditions, planned once for each', async () => {
  const { schema, guarded } = served({ box });
  const executor = new OperationExecutor(schema, guarded);
  const document = parse('query ($yes: Boolean!) { box { name @include(if: $yes) count } }');
  const operation = getOperationAST(document)!;
  const context = { callerFacts: { principal: principal(['MEMBER'], {}) }, denials: new Denials(access) } as never;
  const ask = async (yes: boolean) =>
    (await executor.execute(askedOperation(document, operation, { yes }), context))?.data;
  const shown = [await ask(true), await ask(false), await ask(true)];
  expect(shown).toEqual([{ box: { name: 'a', count: 1 } }, { box: { count: 1 } }, { box: { name: 'a', count: 1 } }]);
});
