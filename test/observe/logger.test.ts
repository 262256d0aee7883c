import * as fc from 'fast-check';
import { createLogger } from '../../src/observe/logger';
import { LOGGED_FIELDS } from '../../src/observe/requests/loggedFields';
import { RequestRecord } from '../../src/observe/requests/RequestRecord';
import { requestScope } from '../../src/observe/requestScope';
import { auditLog } from '../support/auditLog';
import { LogRecorder } from '../support/LogRecorder';

let log: LogRecorder;
let logger: ReturnType<typeof createLogger>;
beforeEach(() => {
  log = new LogRecorder();
  logger = createLogger({ LOG_LEVEL: 'trace' }, log);
});

const only = () => {
  expect(log.written).toHaveLength(1);
  return log.lines()[0]!;
};

/** What libraries do to a logger, with whatever they have at hand. */
const anyArguments = fc.oneof(
  fc.tuple(fc.string({ unit: 'binary' })),
  fc.tuple(fc.object(), fc.string({ unit: 'binary' })),
  fc.tuple(fc.string({ unit: 'binary' }), fc.anything(), fc.anything()),
  fc.tuple(fc.constantFrom('%s %o %j'), fc.object()),
  fc.tuple(fc.dictionary(fc.constantFrom(...LOGGED_FIELDS, 'msg', 'err', 'level', 'time'), fc.anything())),
  fc.tuple(fc.string({ unit: 'binary' }).map((message) => new Error(message))),
  fc.tuple(
    fc.object().map((cause) => ({ err: new Error('x', { cause }) })),
    fc.string(),
  ),
);

describe('whatever is logged', () => {
  test('is one line of JSON with known fields and a known sentence', () => {
    fc.assert(
      fc.property(anyArguments, (args) => {
        log.written.length = 0;
        Reflect.apply(logger.info, logger, args);
        expect(log.written).toHaveLength(1);
        expect(auditLog(log.written)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'],
    ['an e-mail address', 'alice@example.com'],
    ['a phone number', '+4915112345678'],
    ['an ARN', 'arn:aws:dynamodb:eu-central-1:1:table/t'],
    ['a URL', 'http://10.0.0.1:8000/x'],
    ['lines', 'a\r\n{"level":"info","msg":"forged"}\u2028\u0085\u001b[2J'],
    ['a long text', 'x'.repeat(500)],
  ])('tells nothing of %s in any field, message, error or child', (_, secret) => {
    const everywhere = Object.fromEntries([...LOGGED_FIELDS, 'msg', 'req', 'body'].map((name) => [name, secret]));
    logger.info(everywhere, secret);
    logger.info({
      roles: [secret],
      codes: [secret],
      denied: [{ coordinate: secret, requires: secret }],
      cost: { requested: secret },
    });
    logger.error(Object.assign(new Error(secret), { name: secret, code: secret }));
    logger.error({ err: new Error('x', { cause: new Error(secret) }) }, secret);
    logger.child({ [secret]: secret, requestId: secret }).warn('%s', secret);
    expect(log.written).toHaveLength(5);
    expect(auditLog(log.written, { secrets: [secret] })).toEqual([]);
    expect(log.written.join('')).not.toContain(JSON.stringify(secret).slice(1, -1));
  });
});

test('of an error: its class, its code, the classes of its causes, and frames', () => {
  class TableNotFoundError extends Error {
    override readonly name = 'TableNotFoundError';
    readonly code = 'ENOENT';
  }
  logger.error(new TableNotFoundError('no table orders-prod', { cause: new TypeError('secret') }));
  expect(only()).toEqual({
    level: 'error',
    time: expect.any(String),
    fault: 'TableNotFoundError',
    code: 'ENOENT',
    causes: ['TypeError'],
    at: expect.arrayContaining([expect.stringMatching(/test\/observe\/logger\.test\.ts:\d+:\d+/)]),
    msg: 'message withheld',
  });
});

test('a line within a request carries its id, whoever writes it', () => {
  requestScope.run(new RequestRecord('7f1c'), () => logger.warn('from a library'));
  expect(only()).toMatchObject({ requestId: '7f1c', msg: 'message withheld' });
});

test('fields that are known go through', () => {
  const fields = {
    event: 'request',
    route: '/graphql',
    operationName: 'shopPage_2',
    roles: ['SHOP_OWNER'],
    denied: [{ coordinate: 'Shop.taxId', requires: 'SHOP_OWNER as the owner of this shop' }],
    cost: { requested: 12, actual: 3 },
    latencyMs: 4.2,
  };
  logger.info(fields, 'request');
  expect(only()).toEqual({ level: 'info', time: expect.any(String), ...fields, msg: 'request' });
});

test.each([
  ['a'.repeat(64), 'a'.repeat(64)],
  ['a'.repeat(65), '(withheld)'],
  ['two\r\nlines', '(withheld)'],
  ['名前', '(withheld)'],
  ['a b', '(withheld)'],
  ['__x9', '__x9'],
])('an operation’s name %j is logged as %s', (operationName, logged) => {
  logger.info({ operationName }, 'request');
  expect(only()).toMatchObject({ operationName: logged });
});

test('a level that is switched off writes nothing', () => {
  createLogger({ LOG_LEVEL: 'warn' }, log).info('request');
  expect(log.written).toEqual([]);
});
