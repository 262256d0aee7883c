import * as fc from 'fast-check';
import { getOperationAST, parse, type ExecutionResult } from 'graphql';
import { compileModel } from '../../../src/model/checks/compileModel';
import { askedOperation } from '../../../src/projection/selection';
import { Denials } from '../../../src/response/Denials';
import { bytesOf, lettersOf } from '../../../src/response/answerBytes';
import { executeCounted } from '../../../src/response/execution/executeCounted';
import { OperationExecutor } from '../../../src/response/execution/OperationExecutor';
import { guardSchema } from '../../../src/response/guard';
import { access, principal } from '../../access/principals';
import { annotated, value } from '../../model/annotated';

/*
 * Whatever is answered, at once or later, with errors or without: what has room is answered as if there were no limit, and what has none
 * is refused with one error at a place of the answer.
 */

const SDL = `
  type Query { boxes: [Box] @auth(always: [MEMBER]) box: Box @auth(always: [MEMBER]) }
  type Box @auth(asParent: true) { name: String count: Float texts: [String!] boxes: [Box!] box: Box }
`;
const QUERY =
  '{ boxes { ...B boxes { ...B box { ...B } } } box { other: name ...B } } fragment B on Box { __typename name count texts }';

interface Box {
  readonly name: unknown;
  readonly count: number;
  readonly texts: readonly string[];
  readonly boxes: readonly Box[];
  readonly box: Box | null | Promise<Box | null>;
}

const TEXT = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 300 }), fc.constant('"'.repeat(40)));
const LATER_OR_NOT = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.tuple(arbitrary, fc.boolean()).map(([made, isLater]) => (isLater ? Promise.resolve(made) : made));

/** Boxes in so many levels. */
function boxes(levels: number): fc.Arbitrary<Box> {
  const below = levels === 0 ? fc.constant(null) : fc.option(boxes(levels - 1));
  const inList = levels === 0 ? fc.constant([]) : fc.array(boxes(levels - 1), { maxLength: 3 });
  return fc.record<Box>({
    name: fc.oneof(TEXT, fc.constant(null), fc.constant(new Error('no name')), LATER_OR_NOT(TEXT)),
    count: fc.double({ noNaN: true, noDefaultInfinity: true }),
    texts: fc.array(TEXT, { maxLength: 4 }),
    boxes: inList,
    box: LATER_OR_NOT(below),
  });
}

const BOX = boxes(2);
const VALUES = fc.record({ boxes: fc.array(BOX, { maxLength: 5 }), box: fc.option(BOX) });
type Values = Parameters<Parameters<typeof VALUES.map>[0]>[0];

const LIMIT = { code: 'QUERY_TOO_COMPLEX', limit: 'bytes' };

function served() {
  const schema = annotated(SDL, { Box: value() });
  const model = compileModel(schema, access);
  const fields = schema.getQueryType()!.getFields();
  fields.boxes!.resolve = (_source, _args, { values }: { values: Values }) => values.boxes;
  fields.box!.resolve = (_source, _args, { values }: { values: Values }) => values.box;
  return { schema, guarded: guardSchema(schema, model) };
}

const { schema, guarded } = served();
const document = parse(QUERY);
const asked = askedOperation(document, getOperationAST(document)!, {});

const contextOf = (values: Values) => ({
  values,
  callerFacts: { principal: principal(['MEMBER'], {}) },
  denials: new Denials(access),
});

const ANSWERS: Readonly<Record<string, (values: Values, maxBytes: number) => Promise<ExecutionResult>>> = {
  levels: async (values, maxBytes) =>
    (await new OperationExecutor(schema, guarded, maxBytes).execute(asked, contextOf(values) as never))!,
  'graphql-js': async (values, maxBytes) =>
    executeCounted({ schema, document, contextValue: contextOf(values) }, { maxBytes, isSerial: false }),
};

const bytes = (result: unknown) => Buffer.byteLength(JSON.stringify(result));
/** Beside its message and place, an error goes out with a code and a request id. */
const MOST_OF_AN_ERROR = 150;

test.each(Object.entries(ANSWERS))('%s', async (_, answer) => {
  const property = fc.asyncProperty(VALUES, fc.integer({ min: 0, max: 6_000 }), async (values, maxBytes) => {
    const [whole, limited] = [await answer(values, Infinity), await answer(values, maxBytes)];
    const isRefused = limited.errors?.some(({ extensions }) => extensions.limit === LIMIT.limit) ?? false;
    const errors = whole.errors ?? [];
    if (isRefused) {
      expect(bytes(whole.data) + bytes(errors) + errors.length * MOST_OF_AN_ERROR).toBeGreaterThan(maxBytes);
      expect(limited.data).toBeNull();
      expect(limited.errors).toEqual([expect.objectContaining({ extensions: expect.objectContaining(LIMIT) })]);
    } else {
      expect(bytes(whole.data) + errors.length * MOST_OF_AN_ERROR).toBeLessThanOrEqual(maxBytes);
      expect(JSON.stringify(limited)).toBe(JSON.stringify(whole));
    }
  });
  await fc.assert(property, { numRuns: 200 });
});

test('what a leaf is counted as is never more than its bytes', () => {
  const leaf = fc.oneof(TEXT, fc.date({ noInvalidDate: true }), fc.jsonValue());
  fc.assert(fc.property(leaf, (value) => expect(lettersOf(value)).toBeLessThanOrEqual(bytesOf(value))));
});
