import {
  getVariableValues,
  GraphQLError,
  parse,
  validate,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { ArgumentError, FilterDeniedError } from '../../src/loading/ListReader';
import type { FieldModel } from '../../src/model/Model';
import { OperationRejectedError, PublicError } from '../../src/response/errors';
import { presentError } from '../../src/response/presentError';
import { buildApi } from '../../src/compose/api';
import { CursorError } from '../../src/storage/cursors';
import { StoreUnavailableError } from '../../src/storage/calls/errors';

const CANARY = 'S3CRET-7373731';
const REQUEST_ID = 'request-1';

/** A failure while fields are resolved, as graphql-js and Apollo hand it on. */
function whileResolving(originalError: unknown, code = 'INTERNAL_SERVER_ERROR') {
  const error = new GraphQLError(messageOf(originalError), {
    path: ['shop', 'name'],
    originalError: originalError as Error,
  });
  const formatted = {
    message: error.message,
    path: error.path,
    locations: [{ line: 1, column: 3 }],
    extensions: { code },
  };
  return presentError(formatted as GraphQLFormattedError, error, REQUEST_ID);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

describe('what was not written for the client stays here', () => {
  const arn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/fieldgate';
  const failures: readonly [string, unknown][] = [
    ['an ARN', new Error(`User is not authorized to perform: dynamodb:GetItem on ${arn}`)],
    [
      'a table name',
      Object.assign(new Error('Requested resource not found: Table: fieldgate'), { name: 'ResourceNotFoundException' }),
    ],
    ['a host', Object.assign(new Error('connect ECONNREFUSED 10.0.3.7:8000'), { code: 'ECONNREFUSED' })],
    [
      'a validation of DynamoDB',
      Object.assign(new Error(`Invalid KeyConditionExpression ${CANARY}`), { name: 'ValidationException' }),
    ],
    ['an old item', Object.assign(new Error('The conditional request failed'), { Item: { taxId: { S: CANARY } } })],
    ['a mistake of ours', new TypeError(`Cannot read properties of undefined (reading '${CANARY}')`)],
    ['a string', `${CANARY} thrown as a string`],
    ['an object', { message: CANARY, stack: CANARY }],
    ['nothing', undefined],
    ['null', null],
  ];

  test.each(failures)('%s', (_, failure) => {
    const { formatted, isFault } = whileResolving(failure);
    expect(formatted).toEqual({
      message: 'Internal server error',
      path: ['shop', 'name'],
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: REQUEST_ID },
    });
    expect(isFault).toBe(true);
  });

  test.each(failures)('also outside of any field: %s', (_, failure) => {
    const formatted = {
      message: messageOf(failure),
      extensions: { code: 'SOMETHING', stacktrace: [CANARY], exception: failure },
    };
    expect(presentError(formatted, failure, REQUEST_ID)).toEqual({
      formatted: {
        message: 'Internal server error',
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: REQUEST_ID },
      },
      isFault: true,
    });
  });

  test('a code that an error gives itself does not publish it', () => {
    const error = new GraphQLError(CANARY, { extensions: { code: 'FORBIDDEN', secret: CANARY } });
    const { formatted } = presentError(error.toJSON(), error, REQUEST_ID);
    expect(JSON.stringify(formatted)).not.toContain(CANARY);
    expect(formatted.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
  });

  test('neither does whatever hangs on a formatted error', () => {
    const formatted = {
      message: 'x',
      extensions: { code: 'BAD_USER_INPUT', stacktrace: [CANARY], http: { headers: CANARY } },
    };
    const presented = presentError(formatted, new GraphQLError('x'), REQUEST_ID);
    expect(presented.formatted.extensions).toEqual({ code: 'BAD_USER_INPUT', requestId: REQUEST_ID });
  });
});

describe('what was written for the client goes out as it is', () => {
  const field = { coordinate: 'Order.note' } as FieldModel;

  test.each<[string, Error, object]>([
    [
      'a public error',
      new PublicError('NOT_FOUND', 'There is no such order.', { argument: 'orderId' }),
      { code: 'NOT_FOUND', argument: 'orderId' },
    ],
    ['a cursor', new CursorError(), { code: 'BAD_USER_INPUT', argument: 'after' }],
    [
      'an argument',
      new ArgumentError('first', 'Expected `first` to be from 1 to 100.'),
      { code: 'BAD_USER_INPUT', argument: 'first' },
    ],
    ['a filter', new FilterDeniedError(field), { code: 'FORBIDDEN', coordinate: 'Order.note' }],
    ['a refused operation', new OperationRejectedError('x'), { code: 'FORBIDDEN' }],
    ['the store', new StoreUnavailableError('ThrottlingException'), { code: 'TRY_AGAIN' }],
  ])('%s', (_, error, extensions) => {
    const { formatted, isFault } = whileResolving(error);
    expect(formatted.extensions).toEqual({ ...extensions, requestId: REQUEST_ID });
    expect(formatted.message).not.toBe('Internal server error');
    expect(isFault).toBe(false);
  });

  test('the reason why the store is away is not', () => {
    expect(whileResolving(new StoreUnavailableError(CANARY)).formatted.message).not.toContain(CANARY);
  });

  test('the request id cannot be taken over', () => {
    const error = new PublicError('NOT_FOUND', 'x', { requestId: 'forged', code: 'NOT_FOUND' });
    expect(whileResolving(error).formatted.extensions?.requestId).toBe(REQUEST_ID);
  });
});

describe('a document or variable that is wrong', () => {
  let schema: GraphQLSchema;
  beforeAll(() => ({ schema } = buildApi()));

  /** The messages that the client sees for what the parser and the validator find. */
  function told(document: string): string[] {
    const [errors, code] = found(document);
    return errors.map(
      (error) => presentError({ message: error.message, extensions: { code } }, error, REQUEST_ID).formatted.message,
    );
  }

  function found(document: string): [readonly GraphQLError[], string] {
    try {
      return [validate(schema, parse(document)), 'GRAPHQL_VALIDATION_FAILED'];
    } catch (cause) {
      return [[cause as GraphQLError], 'GRAPHQL_PARSE_FAILED'];
    }
  }

  const inShop = (field: string) => `{ shop(id: "x") { ${field} { nodes { id } } } }`;

  test.each([
    ['a string for a number', inShop(`orders(first: "${CANARY}")`)],
    ['a string for a boolean', inShop(`products(availableOnly: "${CANARY}")`)],
    ['a string for an enum', inShop(`orders(status: "${CANARY}")`)],
    ['a name for an enum', inShop('orders(status: S3CRET_7373731)')],
    ['an object for an enum', inShop(`orders(status: {x: "${CANARY}"})`)],
    ['a number for a string', inShop('products(category: 7373731)')],
    ['a number that is too large', inShop('orders(first: 73737317373731)')],
    ['a list for an id', `{ node(id: ["${CANARY}"]) { id } }`],
    ['an object for an id', `{ node(id: {x: "${CANARY}"}) { id } }`],
    ['a name for an id', '{ node(id: S3CRET_7373731) { id } }'],
    ['a string for a day', `{ shop(id: "x") { sales(from: "${CANARY}") { orderCount } } }`],
    ['a number for a day', '{ shop(id: "x") { sales(from: 7373731) { orderCount } } }'],
    ['a string for a time', inShop(`orders(placedFrom: "${CANARY}")`)],
    ['a default of a variable', `query ($first: Int = "${CANARY}") ${inShop('orders(first: $first)')}`],
    ['a string in a directive', `{ viewer @include(if: "${CANARY}") { roles } }`],
    ['a string in the wrong place', `{ viewer "${CANARY}" }`],
    ['a block text in the wrong place', `{ viewer """${CANARY}""" }`],
    ['a number in the wrong place', '{ viewer 7373731 }'],
    ['a block text of several lines', `{ viewer """a\n${CANARY}\nb""" }`],
    ['a string with other line ends', `{ viewer "a\\r${CANARY}\\u2028${CANARY}" }`],
    ['a string with an escape, where there is a number', inShop(`orders(first: "${CANARY}\\"")`)],
    ['a string with a line break, where there is a boolean', inShop(`products(availableOnly: "${CANARY}\\n")`)],
    ['a string that looks like what is said', `{ viewer "String \\"${CANARY}" }`],
    ['a string that does not end', `{ node(id: "${CANARY}) { id } }`],
    ['two texts', `{ node(id: "a" "${CANARY}") { id } }`],
  ])('is told without the value: %s', (_, document) => {
    const messages = told(document);
    expect(messages).not.toEqual([]);
    expect(messages.join()).not.toMatch(/s3cret|73737/i);
  });

  test('says what was expected, so that it can be mended', () => {
    expect(told(inShop(`orders(first: "${CANARY}")`))).toEqual(['Expected a value of type "Int".']);
    expect(told(inShop(`orders(status: "${CANARY}")`))).toEqual(['Expected a value of type "OrderStatus".']);
    expect(told(`{ viewer "${CANARY}" }`)).toEqual(['Syntax Error: Expected Name, found String.']);
  });

  test.each([
    '{ viewr { roles } }',
    '{ shop(id: "x") { nam taxID } }',
    '{ shop(ident: "x") { name } }',
    '{ node(id: "x") { ... on Shp { id } } }',
    '{ viewer @inclde { roles } }',
    inShop('orders(status: PENDNG)'),
  ])('is told without a guess at a name: %s', (document) => {
    const messages = told(document);
    expect(messages).not.toEqual([]);
    expect(messages.join()).not.toMatch(/[Dd]id you mean|taxId|PENDING|\?/);
  });

  test.each<[string, unknown]>([
    ['Int', CANARY],
    ['OrderStatus', CANARY],
    ['OrderStatus', 'PENDNG'],
    ['ID!', { x: CANARY }],
    ['[ID!]!', ['a', { x: `${CANARY}"; at "${CANARY}";` }]],
    ['PhoneNumber', CANARY],
    ['DateTime', CANARY],
    ['Date', `${CANARY}\n${CANARY}`],
    ['Date', `Did you mean ${CANARY}`],
    ['[ID!]!', [{ x: 'Did you mean ' }, { y: CANARY }]],
    ['UpdateProfileInput!', { ' at "S3CRET.words";': 1 }],
    ['PlaceOrderInput!', { shopId: { x: CANARY }, phoneNumber: CANARY, lines: CANARY }],
  ])('is told without the value of a variable of type %s', (type, value) => {
    const [definition] = parse(`query ($x: ${type}) { viewer { roles } }`).definitions;
    const { variableDefinitions = [] } = definition as { variableDefinitions?: never[] };
    const { errors = [] } = getVariableValues(schema, variableDefinitions, { x: value });
    expect(errors).not.toEqual([]);
    for (const error of errors) {
      const formatted = { message: error.message, extensions: { code: 'BAD_USER_INPUT' } };
      const { message } = presentError(formatted, error, REQUEST_ID).formatted;
      expect(message).toMatch(/^Variable "\$x"/);
      expect(message).not.toMatch(/S3CRET|did you mean|PENDING/i);
    }
  });
});

describe('what a scalar of ours expected is told', () => {
  const { schema } = buildApi();

  /** What the client is told of these variables of `updateProfile`, or of an amount. */
  function toldOf(type: string, value: unknown): string[] {
    const [definition] = parse(`query ($x: ${type}) { viewer { roles } }`).definitions;
    const { variableDefinitions = [] } = definition as { variableDefinitions?: never[] };
    const { errors = [] } = getVariableValues(schema, variableDefinitions, { x: value });
    return errors.map(
      (error) =>
        presentError({ message: error.message, extensions: { code: 'BAD_USER_INPUT' } }, error, REQUEST_ID).formatted
          .message,
    );
  }

  test.each<[string, unknown, string]>([
    [
      'UpdateProfileInput!',
      { phoneNumber: CANARY },
      'Variable "$x" got an invalid value at "x.phoneNumber". Expected a phone number in international form, such as "+49 30 123456".',
    ],
    [
      'MoneyInput!',
      { amount: CANARY, currencyCode: 'EUR' },
      'Variable "$x" got an invalid value at "x.amount". Expected a decimal number as a string, such as "12.50".',
    ],
    [
      'DateTime',
      '1'.repeat(36),
      'Variable "$x" got an invalid value. Expected a time with its offset from UTC, such as "2026-01-31T12:00:00Z", in at most 35 characters.',
    ],
    [
      'DateTime',
      CANARY,
      'Variable "$x" got an invalid value. Expected a time with its offset from UTC, such as "2026-01-31T12:00:00Z".',
    ],
    [
      '[Date!]',
      ['2026-01-31', '7373731'],
      'Variable "$x" got an invalid value at "x[1]". Expected a day, such as "2026-01-31".',
    ],
    [
      'SignInInput!',
      { email: CANARY, password: 'x' },
      'Variable "$x" got an invalid value at "x.email". Expected an e-mail address, such as "ada@example.com".',
    ],
    ['Int', CANARY, 'Variable "$x" got an invalid value; see its type in the schema.'],
  ])('%s, %j', (type, value, message) => {
    expect(toldOf(type, value)).toEqual([message]);
  });
});

test('a literal that a scalar of ours refuses is told with its place, also where it is quoted in what was expected', () => {
  const { schema } = buildApi();
  const [error] = validate(schema, parse('{\n platformStatistics(from: "a") { shopCount } }'));
  const { formatted } = presentError(
    { ...error!.toJSON(), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    error,
    REQUEST_ID,
  );
  expect(formatted).toMatchObject({
    message: 'Expected a day, such as "2026-01-31".',
    locations: [{ line: 2, column: 27 }],
  });
});

test('nothing makes it throw', () => {
  const strange = [undefined, null, 0, '', [], Symbol('x'), Object.create(null), new Proxy({}, {})];
  for (const error of strange) {
    for (const formatted of [{ message: '' }, { message: 'x', extensions: {} }, { message: 'x', path: [] }])
      expect(presentError(formatted, error, REQUEST_ID).formatted.message).toBe('Internal server error');
  }
});

test('what JSON cannot take is left out, and the rest is told', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const strange = { big: 1n, cycle, nothing: undefined, does: () => 1, inside: [{ big: 1n }] };
  const error = new PublicError('CONFLICT', 'Changed.', { ...strange, currentVersion: 3, list: ['a'] });
  const { formatted } = presentError({ message: error.message }, error, REQUEST_ID);
  expect(formatted.extensions).toEqual({ code: 'CONFLICT', requestId: REQUEST_ID, currentVersion: 3, list: ['a'] });
});
