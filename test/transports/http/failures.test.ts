import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { AuthenticationError } from '../../../src/identity/authenticate';
import { IdentityUnavailableError } from '../../../src/identity/IdentityTokens';
import { readConfiguration } from '../../../src/configuration/configuration';
import { addFailures } from '../../../src/transports/http/failures';
import { createCookies } from '../../../src/identity/cookies';
import { HttpRefusal } from '../../../src/response/HttpRefusal';
import { RateLimitError } from '../../../src/operation/limits/RateLimitError';
import { createLogger } from '../../../src/observe/logger';
import { randomKeyText } from '../../identity/keyRings';
import { LogRecorder } from '../../support/LogRecorder';

const ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/canary-of-the-table';
const configuration = readConfiguration({
  COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
  COGNITO_CLIENT_ID: 'client',
  GUEST_SESSION_KEYS: randomKeyText(1),
  VISIT_TOKEN_KEYS: randomKeyText(2),
  CURSOR_KEYS: randomKeyText(3),
  SIGN_IN_KEYS: randomKeyText(4),
});

let log: LogRecorder;
let app: FastifyInstance;

beforeEach(() => {
  log = new LogRecorder();
  const logger: FastifyBaseLogger = createLogger(configuration, log);
  app = fastify({ loggerInstance: logger });
  app.decorateRequest('record', null);
  addFailures(app, { configuration, guestCookie: createCookies(configuration).guest });
});
afterEach(async () => app.close());

/** The answer where a stage throws this. */
async function answerTo(thrown: unknown) {
  app.get('/', () => {
    throw thrown;
  });
  const { statusCode, headers, body } = await app.inject('/');
  return { status: statusCode, headers, text: body, body: JSON.parse(body) as unknown };
}

const errorOf = (code: string, message: unknown) => ({
  errors: [{ message, extensions: { code, requestId: expect.any(String) } }],
});

describe('a fault of ours tells nothing', () => {
  class FetchError extends Error {
    override readonly name = 'FetchError';
    readonly statusCode = 503;
  }

  test.each<[string, unknown]>([
    ['an error', new Error(`no access to ${ARN}`)],
    ['one that caused another', new TypeError('cannot read', { cause: new Error(ARN) })],
    ['one with a status of its own', new FetchError(`https://${ARN}`)],
    ['one with a strange status', Object.assign(new Error(ARN), { statusCode: 'x' })],
    ['a status that says that all is well', Object.assign(new Error(ARN), { statusCode: 200 })],
    ['a string', ARN],
    ['a number', 7],
    ['null', null],
    ['an object', { message: ARN, statusCode: 418, stack: ARN }],
    ['an error without a prototype', Object.assign(Object.create(null) as object, { message: ARN })],
  ])('%s', async (_, thrown) => {
    const { status, body, text } = await answerTo(thrown);
    expect({ status, body }).toEqual({ status: 500, body: errorOf('INTERNAL_SERVER_ERROR', 'Internal server error') });
    expect(text).not.toMatch(/\.ts:/);
    expect(text + log.written.join('')).not.toMatch(/arn:|canary/);
    expect(log.lines({ event: 'fault' })).toHaveLength(1);
  });
});

describe('a refusal tells what it was made for', () => {
  test('any, with its headers', async () => {
    const { status, headers, body } = await answerTo(
      new HttpRefusal(405, 'BAD_USER_INPUT', 'Expected GET.', { allow: 'GET' }),
    );
    expect({ status, body }).toEqual({ status: 405, body: errorOf('BAD_USER_INPUT', 'Expected GET.') });
    expect(headers).toMatchObject({ allow: 'GET', 'content-type': 'application/json; charset=utf-8' });
    expect(log.lines({ event: 'fault' })).toEqual([]);
  });

  test('a bad credential', async () => {
    const { status, headers, body } = await answerTo(new AuthenticationError('Expected another token.', 'malformed'));
    expect({ status, body }).toEqual({ status: 401, body: errorOf('UNAUTHENTICATED', 'Expected another token.') });
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(headers['set-cookie']).toBeUndefined();
  });

  test('a bad guest cookie, which is cleared', async () => {
    const { headers } = await answerTo(new AuthenticationError('Expected another cookie.', 'malformed', true));
    expect(headers['set-cookie']).toMatch(/^__Host-fieldgate_guest=; .*Max-Age=0$/);
  });

  test('keys that cannot be fetched', async () => {
    const { status, body } = await answerTo(new IdentityUnavailableError(ARN));
    expect({ status, body }).toEqual({ status: 503, body: errorOf('TRY_AGAIN', expect.stringMatching(/try again/)) });
  });

  test('too many requests', async () => {
    const { status, headers, body } = await answerTo(new RateLimitError(7));
    expect({ status, body }).toMatchObject({ status: 429, body: errorOf('RATE_LIMITED', expect.any(String)) });
    expect(headers['retry-after']).toBe('7');
  });
});
