import { gzipSync } from 'node:zlib';
import { http, json, JSON_TYPE, type Raw } from '../../support/RawStore';

/** What an operation comes to: the answer itself, a passing failure, or a mistake of ours. */
export type Outcome = 'answered' | 'unavailable' | 'mistake';

export interface Row {
  readonly name: string;
  readonly raw: (operation: string) => Raw;
  readonly outcome: Outcome;
  /** Requests that it takes, retries included. */
  readonly sent: 1 | 7;
  /** The SDK alone would take it for the store's answer. */
  readonly isFooledSdk: boolean;
  /** What a transaction comes to, where that is something else. */
  readonly write?: { readonly outcome: Outcome | 'refused' | 'contended'; readonly sent: number };
}

const UNITS = { TableName: 'raw', CapacityUnits: 0.5 };
const ITEM = { sk: { S: 'b' }, color: { S: 'red' } };
const GOOD: Readonly<Record<string, object>> = {
  GetItem: { Item: ITEM, ConsumedCapacity: UNITS },
  BatchGetItem: { Responses: { raw: [{ ...ITEM, pk: { S: 'a' } }] }, UnprocessedKeys: {}, ConsumedCapacity: [UNITS] },
  Query: { Items: [ITEM], Count: 1, ScannedCount: 1, ConsumedCapacity: UNITS },
  TransactWriteItems: { ConsumedCapacity: [UNITS] },
};
export const good = (operation: string): Raw => json(200, GOOD[operation]);
const goodText = (operation: string): string => JSON.stringify(GOOD[operation]);

const CORAL = 'com.amazon.coral.service#';
const DYNAMODB = 'com.amazonaws.dynamodb.v20120810#';
const HTML = { headers: { 'content-type': 'text/html' }, body: '<html><body>Sign in</body></html>' };

type Make = Raw | ((operation: string) => Raw);

function row(name: string, make: Make, outcome: Outcome, sent: 1 | 7, more: Partial<Row> = {}): Row {
  return { name, raw: typeof make === 'function' ? make : () => make, outcome, sent, isFooledSdk: false, ...more };
}
const answered = (name: string, make: Make) => row(name, make, 'answered', 1);
const passing = (name: string, make: Make, more: Partial<Row> = {}) => row(name, make, 'unavailable', 7, more);
const mistake = (name: string, make: Make) => row(name, make, 'mistake', 1);
/** A success that is not the store's. */
const foreign = (name: string, make: Make) => passing(name, make, { isFooledSdk: true });

const typed = (status: number, type: string, more: object = {}) => json(status, { __type: type, ...more });

const ANSWERS: readonly Row[] = [
  answered('the answer', good),
  answered('the answer as plain JSON', (operation) =>
    http(200, { headers: { 'content-type': 'application/json; charset=utf-8' }, body: goodText(operation) }),
  ),
  answered('the answer in pieces', (operation) => {
    const text = goodText(operation);
    const parts = [text.slice(0, 5), text.slice(5)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
    return {
      bytes: `HTTP/1.1 200 OK\r\n${head(JSON_TYPE)}transfer-encoding: chunked\r\n\r\n${parts.join('')}0\r\n\r\n`,
    };
  }),
  answered('the answer up to the end of the connection', (operation) => ({
    bytes: `HTTP/1.1 200 OK\r\n${head(JSON_TYPE)}connection: close\r\n\r\n${goodText(operation)}`,
    then: 'end',
  })),
  answered('the answer with a member that is new', (operation) => json(200, { ...GOOD[operation], News: 1 })),
  answered('the answer with a checksum that nobody looks at', (operation) =>
    http(200, { headers: { ...JSON_TYPE, 'x-amz-crc32': '1' }, body: goodText(operation) }),
  ),
  answered('the answer after a hint', (operation) => ({
    bytes: Buffer.concat([
      Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n'),
      Buffer.from(good(operation).bytes),
    ]),
  })),
];

const SUCCESSES_OF_OTHERS: readonly Row[] = [
  foreign('an empty success', http(200)),
  foreign('an empty success as JSON', http(200, { headers: JSON_TYPE })),
  foreign('an empty success in pieces', {
    bytes: `HTTP/1.1 200 OK\r\n${head(JSON_TYPE)}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  }),
  foreign('an empty success up to the end of the connection', {
    bytes: `HTTP/1.1 200 OK\r\n${head(JSON_TYPE)}\r\n`,
    then: 'end',
  }),
  foreign('a page', http(200, HTML)),
  foreign('a page that is called JSON', http(200, { ...HTML, headers: JSON_TYPE })),
  foreign('a list', json(200, [])),
  foreign('a list of objects', json(200, [{ Item: ITEM }])),
  foreign('null', json(200, null)),
  foreign('a string', json(200, 'ok')),
  foreign('a number', json(200, 5)),
  foreign('a truth', json(200, true)),
  foreign('an object that says nothing', json(200, {})),
  foreign('an object of something else', json(200, { status: 'ok' })),
  foreign('a message of a gateway', json(200, { message: 'Forbidden' })),
  foreign('the answer of another type', (operation) =>
    http(200, { headers: { 'content-type': 'text/plain' }, body: goodText(operation) }),
  ),
  foreign('the answer of no type', (operation) => http(200, { body: goodText(operation) })),
  foreign('the answer compressed, which nobody asked for', (operation) =>
    http(200, { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync(goodText(operation)) }),
  ),
  foreign('half of the answer as if it were all', (operation) =>
    http(200, { headers: JSON_TYPE, body: goodText(operation).slice(0, -9) }),
  ),
  foreign('units that are none', json(200, { ConsumedCapacity: 'many' })),
  foreign('an item that is a string', (operation) =>
    json(200, operation === 'TransactWriteItems' ? [] : { Item: 'b', Responses: 'b', Items: 'b' }),
  ),
  foreign('an item that is null', (operation) =>
    json(200, operation === 'TransactWriteItems' ? null : { Item: null, Responses: null, Items: null }),
  ),
  foreign('an item that is a list', (operation) =>
    json(200, operation === 'TransactWriteItems' ? [] : { Item: [], Responses: [], Items: {} }),
  ),
  foreign('items without types', (operation) =>
    json(
      200,
      operation === 'TransactWriteItems'
        ? []
        : { Item: { sk: 'b' }, Responses: { raw: [{ sk: 'b' }] }, Items: [{ sk: 'b' }] },
    ),
  ),
  foreign('made, says someone', (operation) => json(201, GOOD[operation])),
  foreign('accepted, says someone', json(202, {})),
  foreign('no content', { bytes: 'HTTP/1.1 204 No Content\r\n\r\n' }),
  foreign('a part', (operation) => json(206, GOOD[operation])),
];

function head(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

const CUTS: readonly Row[] = [
  passing('nothing, and the end', { bytes: '', then: 'end' }),
  passing('nothing, torn', { bytes: '', then: 'reset' }),
  passing('half of the first line', { bytes: 'HTTP/1.1 20', then: 'end' }),
  passing('half of the headers', { bytes: 'HTTP/1.1 200 OK\r\ncontent-ty', then: 'end' }),
  passing('half of the headers, torn', { bytes: 'HTTP/1.1 200 OK\r\ncontent-ty', then: 'reset' }),
  passing('headers alone, torn', {
    bytes: `HTTP/1.1 200 OK\r\n${head(JSON_TYPE)}content-length: 20\r\n\r\n`,
    then: 'reset',
  }),
  passing('a body that is shorter than it says', (operation) => ({
    ...http(200, { headers: JSON_TYPE, body: goodText(operation), missing: 7 }),
    then: 'end',
  })),
  passing('half of the body, torn', (operation) =>
    http(200, { headers: JSON_TYPE, body: goodText(operation).slice(0, 9), missing: 70, then: 'reset' }),
  ),
  passing('pieces that end too early', {
    bytes: `HTTP/1.1 200 OK\r\n${head(JSON_TYPE)}transfer-encoding: chunked\r\n\r\n5\r\n{"Ite\r\n`,
    then: 'end',
  }),
  passing('pieces that end too early, torn', {
    bytes: `HTTP/1.1 200 OK\r\n${head(JSON_TYPE)}transfer-encoding: chunked\r\n\r\n5\r\n{"Ite\r\n`,
    then: 'reset',
  }),
  passing('pieces of no length', {
    bytes: `HTTP/1.1 200 OK\r\n${head(JSON_TYPE)}transfer-encoding: chunked\r\n\r\nzz\r\n`,
    then: 'end',
  }),
  passing('a refusal that is cut', http(400, { headers: JSON_TYPE, body: '{"__type":"', missing: 50, then: 'end' })),
  passing('a fault that is cut', http(500, { headers: JSON_TYPE, body: '{"__type":"', missing: 50, then: 'reset' })),
  passing('no HTTP', { bytes: 'SSH-2.0-OpenSSH_9.6\r\n\r\n', then: 'end' }),
  foreign('a first line of another protocol', { bytes: 'RTSP/1.0 200 OK\r\n\r\n', then: 'end' }),
  passing('a length that is no number', { bytes: 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n', then: 'end' }),
  passing('headers without end', { bytes: `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(40_000)}\r\n`, then: 'keep' }),
];

const REFUSALS: readonly Row[] = [
  mistake('a refusal', typed(400, `${CORAL}ValidationException`, { message: 'canary-key' })),
  mistake('a refusal in another spelling', typed(400, 'ValidationException', { Message: 'canary-key' })),
  mistake('a refusal with an address', typed(400, 'ValidationException:http://internal.amazon.com/coral/')),
  mistake('a refusal by its code', json(400, { code: 'AccessDeniedException' })),
  mistake('a refusal by its Code', json(400, { Code: 'AccessDeniedException' })),
  mistake('a refusal by its header alone', json(400, {}, { headers: { 'x-amzn-errortype': 'ValidationException' } })),
  mistake('a refusal by its header, empty', http(400, { headers: { 'x-amzn-ErrorType': 'ValidationException:x' } })),
  mistake('a missing table', typed(400, `${DYNAMODB}ResourceNotFoundException`)),
  mistake('no right', typed(400, `${CORAL}AccessDeniedException`)),
  mistake('a token that is not known', typed(400, `${CORAL}UnrecognizedClientException`)),
  mistake('a token that has expired', typed(400, `${CORAL}ExpiredTokenException`)),
  mistake('a signature that is wrong', typed(400, `${CORAL}InvalidSignatureException`, { message: 'does not match' })),
  mistake('a time that is wrong, where nobody says which is right', typed(400, `${CORAL}RequestTimeTooSkewed`)),
  mistake('a refusal with two types', json(400, { __type: 'ValidationException', code: 'ThrottlingException' })),
  mistake('403 with a type', typed(403, 'AccessDeniedException')),
  mistake('404 with a type', typed(404, 'UnknownOperationException')),
  mistake('413 with a type', typed(413, `${CORAL}RequestEntityTooLargeException`)),
  mistake('a type that is a number', json(400, { __type: 5 })),
  mistake('a type that is an object', json(400, { __type: {} })),
  mistake('a refusal of redirection', typed(307, 'ValidationException')),
];

const THROTTLES: readonly Row[] = [
  ...[
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'LimitExceededException',
    'BandwidthLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown',
    'ThrottledException',
    'Throttling',
    'TooManyRequestsException',
    'PriorRequestNotComplete',
    'EC2ThrottledException',
    'TimeoutError',
    'RequestTimeout',
    'RequestTimeoutException',
  ].map((name) => passing(`400 ${name}`, typed(400, DYNAMODB + name, { message: 'slower' }))),
  passing('a throttle with an address', typed(400, 'ThrottlingException:http://internal.amazon.com/coral/')),
  passing('a throttle by its code', json(400, { code: 'ThrottlingException', Message: 'Rate exceeded' })),
  passing(
    'a throttle by its header',
    json(400, {}, { headers: { 'X-Amzn-Errortype': 'ThrottlingException:http://x/' } }),
  ),
  passing(
    'a throttle that says when to come back',
    json(400, { __type: 'ThrottlingException' }, { headers: { 'retry-after': '3600' } }),
  ),
  passing('429 without a type', json(429, {})),
  passing('429, empty', http(429)),
  passing('429 with any type', typed(429, 'AnythingException')),
  passing('429 as a page', http(429, HTML)),
];

const FAULTS: readonly Row[] = [
  passing('500 of the store', typed(500, `${DYNAMODB}InternalServerError`)),
  passing('500 without a type', json(500, {})),
  passing('500, empty', http(500)),
  passing('500 with a refusal', typed(500, 'ValidationException')),
  passing('501', typed(501, 'NotImplemented')),
  passing('502 as a page', http(502, HTML)),
  passing('503 of the store', typed(503, `${CORAL}ServiceUnavailableException`)),
  passing('503 as a page', http(503, HTML)),
  passing('503, empty', http(503, { headers: { 'retry-after': '120' } })),
  passing('504 as a page', http(504, HTML)),
  passing('505, empty', http(505)),
  passing('521 as a page', http(521, HTML)),
  passing('599 as JSON', json(599, { error: 'x' })),
];

/** Refusals that are not the store's: it names a type. */
const STRANGERS: readonly Row[] = [
  passing('400 as a page', http(400, HTML)),
  passing('403 as a page', http(403, HTML)),
  passing('404 as a page', http(404, HTML)),
  passing('407 as a page', http(407, HTML)),
  passing('400, empty', http(400)),
  passing('403, empty', http(403)),
  passing('400 without a type', json(400, { error: 'bad' })),
  passing('400 with a list', json(400, [])),
  passing('400 with null', json(400, null)),
  passing('400 with a string', json(400, 'no')),
  passing('301 to somewhere', http(301, { headers: { location: 'http://127.0.0.1:1/' } })),
  passing('302 to a page to sign in on', http(302, { ...HTML, headers: { location: 'http://127.0.0.1:1/' } })),
  passing('304', { bytes: 'HTTP/1.1 304 Not Modified\r\n\r\n' }),
  passing('307 to somewhere', http(307, { headers: { location: 'http://127.0.0.1:1/' } })),
];

const cancelledFor = (code: string) =>
  typed(400, `${DYNAMODB}TransactionCanceledException`, {
    Message: 'canary-key',
    CancellationReasons: [{ Code: code }],
  });

/** Refusals that mean more to a transaction. A transaction is tried eight times, with the SDK's retries in each. */
const OF_WRITES: readonly Row[] = [
  {
    ...mistake('a condition that failed', cancelledFor('ConditionalCheckFailed')),
    write: { outcome: 'refused', sent: 1 },
  },
  { ...mistake('others that write', cancelledFor('TransactionConflict')), write: { outcome: 'contended', sent: 8 } },
  { ...mistake('a throttled part', cancelledFor('ThrottlingError')), write: { outcome: 'contended', sent: 8 } },
  { ...mistake('a part that cannot be', cancelledFor('ValidationError')), write: { outcome: 'mistake', sent: 1 } },
  {
    ...mistake('others that write, in its own name', typed(400, `${DYNAMODB}TransactionConflictException`)),
    write: { outcome: 'contended', sent: 8 },
  },
  {
    // A throttle to the SDK, and nothing to send again to us: a transaction is waited for by whoever sent it.
    ...row('itself, still at work', typed(400, `${DYNAMODB}TransactionInProgressException`), 'unavailable', 1),
    write: { outcome: 'contended', sent: 8 },
  },
  mistake('a token that stands for something else', typed(400, `${DYNAMODB}IdempotentParameterMismatchException`)),
];

/** Everything that has ever stood on the wire in a store's place, as far as we have heard. */
export const ROWS: readonly Row[] = [
  ...ANSWERS,
  ...SUCCESSES_OF_OTHERS,
  ...CUTS,
  ...REFUSALS,
  ...THROTTLES,
  ...FAULTS,
  ...STRANGERS,
  ...OF_WRITES,
];
