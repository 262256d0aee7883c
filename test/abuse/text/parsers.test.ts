import 'reflect-metadata';
import { validateSync } from 'class-validator';
import {
  GraphQLError,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parse,
  validate,
  type ConstValueNode,
  type GraphQLScalarType,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { maxLengthOf } from '../../../src/model/boundedText';
import { normalise } from '../../../src/model/texts';
import { presentError } from '../../../src/response/presentError';
import { buildApi } from '../../../src/compose/api';
import { patternsIn, textsFor } from './patterns';
import { BEGUN_TEXTS, FAILING_TEXTS, PUMPED_TEXTS, type PumpedText } from './pumpedTexts';
import { withinASecond } from './withinTime';

/*
 * No text makes one parser of ours, or of a library that is handed a client's text, take longer than a second, however long it is. Over all
 * transports, and how the time grows with the length: pumpedTexts.soak.ts.
 */

const LENGTHS = [100, 100_000];
const TEXTS = [...PUMPED_TEXTS, ...BEGUN_TEXTS];

const api = buildApi();

/** Hands over every text at every length; what is thrown on the way was expected, but for a second that is over. */
function tryAll(attempt: (text: string) => unknown, texts: readonly PumpedText[] = TEXTS): void {
  for (const { name, of } of texts)
    try {
      withinASecond(() => LENGTHS.forEach((length) => quietly(() => attempt(of(length)))));
    } catch (cause) {
      throw new Error(`${name}: ${(cause as Error).message}`);
    }
}

function quietly(attempt: () => unknown): void {
  try {
    attempt();
  } catch {
    // Refused, as it should be.
  }
}

test('a second is a second: a pattern that runs away is found', () => {
  expect(() => tryAll((text) => /^(\d+)+$/.test(text), PUMPED_TEXTS)).toThrow('digits: ');
});

describe('every pattern of the sources takes linear time', () => {
  const patterns = patternsIn('src', 'schema', 'resolvers');

  test('there are many', () => {
    expect(patterns.length).toBeGreaterThan(50);
  });

  test.each(patterns.map((each) => [each.place, String(each.pattern), each] as const))('%s %s', (_, __, each) => {
    const { pattern } = each;
    // Both ways: some stop at the first that they find.
    const all = new RegExp(pattern.source, [...new Set(`${pattern.flags}g`)].join(''));
    tryAll(
      (text) => {
        pattern.lastIndex = 0;
        pattern.test(text);
        text.replace(all, '');
      },
      [...FAILING_TEXTS, ...textsFor(each)],
    );
  });
});

describe('scalars', () => {
  const scalars = Object.values(api.schema.getTypeMap()).filter(isScalarType);

  /** Refuses what is longer before it is looked at, as a variable and as a literal. */
  const takes = ({ parseValue, parseLiteral }: GraphQLScalarType, text: string) => {
    quietly(() => parseValue(text));
    for (const kind of [Kind.STRING, Kind.INT, Kind.FLOAT, Kind.ENUM])
      quietly(() => parseLiteral({ kind, value: text } as ConstValueNode, {}));
  };

  test.each(scalars.map((scalar) => [scalar.name, scalar] as const))('%s', (_, scalar) => {
    // GraphQL's own have no patterns to begin with.
    const texts = isSpecifiedScalarType(scalar) ? FAILING_TEXTS : TEXTS;
    tryAll((text) => takes(scalar, text), texts);
    // What stands in the table is shown by them as well.
    tryAll((text) => scalar.serialize(text), texts);
  });

  test.each(scalars.filter((each) => maxLengthOf(each) !== null).map((scalar) => [scalar.name, scalar] as const))(
    '%s says how much it takes, and refuses one character more by its length',
    (name, scalar) => {
      const most = maxLengthOf(scalar) ?? 0;
      const refusal = `, in at most ${most} characters.`;
      expect(scalar.description).toContain(`At most ${most} characters.`);
      for (const value of ['x'.repeat(most + 1), '1'.repeat(most + 1)]) {
        expect(() => scalar.parseValue(value)).toThrow(refusal);
        expect(() => scalar.parseLiteral({ kind: Kind.STRING, value }, {})).toThrow(refusal);
      }
      expect(() => scalar.parseValue('x'.repeat(most))).not.toThrow(refusal);
    },
  );
});

describe('validators of inputs', () => {
  const { inputTypes, argumentTypes } = getMetadataStorage();
  const inputs = [...inputTypes, ...argumentTypes];

  test('there are many', () => {
    expect(inputs.length).toBeGreaterThan(30);
  });

  test.each(inputs.map((input) => [input.name, input] as const))('%s', (_, { target, fields = [] }) => {
    const construct = target as new () => Record<string, unknown>;
    for (const { name } of fields)
      tryAll(
        (text) => validateSync(Object.assign(new construct(), { [name]: text }), { forbidUnknownValues: false }),
        FAILING_TEXTS,
      );
  });

  test.each(inputs.map((input) => [input.name, input] as const))(
    '%s, put into its form',
    (_, { target, fields = [] }) => {
      const construct = target as new () => Record<string, unknown>;
      for (const { name } of fields)
        tryAll((text) => normalise(Object.assign(new construct(), { [name]: text })), FAILING_TEXTS);
    },
  );

  test.each(inputs.map((input) => [input.name, input] as const))('%s, of lists', (_, { target, fields = [] }) => {
    const construct = target as new () => Record<string, unknown>;
    for (const { name } of fields)
      for (const list of [Array.from({ length: 20_000 }, (__, index) => `${index}`), Array(20_000).fill('x')])
        withinASecond(() =>
          quietly(() => validateSync(Object.assign(new construct(), { [name]: list }), { forbidUnknownValues: false })),
        );
  });
});

describe('what is said of errors', () => {
  const codes = ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'INTERNAL_SERVER_ERROR'];
  const messages: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => `Variable "$x" got invalid value "${text}" at "x.y"; Expected type "Date".`,
    (text) => `Variable "$${text}" got invalid value "x"; Expected type "Date".`,
    (text) => `Syntax Error: Expected Name, found BlockString "${text}\nx".`,
    (text) => `Enum "E" cannot represent value: "${text}".`,
    (text) => `Cannot query field "${text}" on type "Query".`,
  ];
  const present = (message: string, code: string) =>
    presentError({ message, extensions: { code } }, new GraphQLError(message), 'id').formatted;

  test.each(codes)('%s, whatever the message quotes', (code) => {
    for (const message of messages) tryAll((text) => present(message(text), code), FAILING_TEXTS);
  });

  test('a message has a length', () => {
    const long = messages.flatMap((message) => PUMPED_TEXTS.map(({ of }) => present(message(of(100_000)), codes[0]!)));
    expect(Math.max(...long.map(({ message }) => message.length))).toBeLessThan(1100);
  });

  test('documents with such texts are parsed, validated and told of', () => {
    const documents: readonly ((text: string) => string)[] = [
      (text) => `{ viewer ${JSON.stringify(text)} }`,
      (text) => `{ viewer """${text.replaceAll('"', '\\"')}\nx""" }`,
      (text) =>
        `{ shop(id: ${JSON.stringify(text)}, category: ${JSON.stringify(text)}) { sales(from: ${JSON.stringify(text)}) { total } } }`,
      (text) => `{ ${text} }`,
      (text) => `# ${text}\n{ viewer { roles } }`,
    ];
    const told = (document: string) => {
      try {
        return validate(api.schema, parse(document, { maxTokens: 4000 }), undefined, { maxErrors: 5 });
      } catch (cause) {
        return [cause as GraphQLError];
      }
    };
    for (const document of documents)
      tryAll((text) => told(document(text)).map((error) => present(error.message, codes[1]!)), PUMPED_TEXTS);
  });
});
