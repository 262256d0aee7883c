import { isDeepStrictEqual } from 'node:util';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { hostileRequests, type HostileRequest } from '../../abuse/corpus';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { LocalGateway } from '../../support/LocalGateway';
import { ADVANCE, ANNOTATE, CANCEL, orderingWorld, PATIENT, PLACE, placeInput } from '../../support/ordering';
import { stopTheClock } from '../../support/stillTime';
import { order, SUBJECTS } from '../../support/world';

/*
 * The function answers as the server does over HTTP: status, headers and body, for what clients do and for everything hostile. Each
 * works on a table of its own with the same content; what is made by chance or by the clock is named by its kind.
 */

const OF_THE_CONNECTION = ['connection', 'date', 'keep-alive', 'transfer-encoding', 'content-length'];

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

let api: ApiUnderTest;
let twin: ApiUnderTest;
let gateway: LocalGateway;
let agent: Agent;

// A cookie lives for so many seconds from its answer on: of two answers, a second can end between them.
beforeAll(stopTheClock);
beforeAll(async () => {
  const orders = [1, 2].flatMap((number) => order({ shopId: 'beta', number, customerId: SUBJECTS.customer2 }));
  const world = [...orderingWorld(), ...orders];
  api = await ApiUnderTest.start(world, PATIENT);
  const { GUEST_SESSION_KEYS, VISIT_TOKEN_KEYS, CURSOR_KEYS, SIGN_IN_KEYS, COGNITO_ISSUER, COGNITO_JWKS_URI } =
    api.environment;
  const same = { GUEST_SESSION_KEYS, VISIT_TOKEN_KEYS, CURSOR_KEYS, SIGN_IN_KEYS, COGNITO_ISSUER, COGNITO_JWKS_URI };
  twin = await ApiUnderTest.start(world, { ...PATIENT, ...(same as Record<string, string>) });
  gateway = await LocalGateway.start(twin.environment, { logDestination: twin.log });
  agent = new Agent({ keepAlive: true });
});
afterAll(async () => {
  jest.useRealTimers();
  agent.destroy();
  await gateway.close();
  await Promise.all([api.close(), twin.close()]);
});

/** `gone` where the server closed the connection instead of answering, which it may while too much still comes. */
async function send(url: string, { method, path, headers, body }: HostileRequest): Promise<Answer | 'gone'> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request(new URL(url).origin + path, {
      method,
      agent,
      headers: { host: 'api.test', ...headers, ...length },
    });
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('close', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    outgoing.once('error', () => resolve('gone')).end(body);
  });
}

const CHANCES: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '(uuid)'],
  [/eyJ[\w-]+(\.[\w-]*)+/g, '(token)'],
  [/\b[\w-]{60,}\b/g, '(sealed)'],
  [/T3JkZXI6[\w-]{30,}/g, '(order)'],
  [/\b[0-9A-Z]{3}-[0-9A-Z]{3}\b/g, '(number)'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '(time)'],
  [/"currentlyAvailable":\d+/g, '"currentlyAvailable":(points)'],
];

function withoutChance(text: string): string {
  return CHANCES.reduce((left, [pattern, name]) => left.replace(pattern, name), text);
}

function comparable(answer: Answer | 'gone'): unknown {
  if (answer === 'gone') return answer;
  const headers = Object.entries(answer.headers).filter(([name]) => !OF_THE_CONNECTION.includes(name));
  return {
    status: answer.status,
    headers: JSON.parse(withoutChance(JSON.stringify(Object.fromEntries(headers)))) as unknown,
    body: withoutChance(answer.text),
  };
}

/** The two answers to one request. */
async function both(
  hostile: HostileRequest,
): Promise<{ overHttp: unknown; ofTheFunction: unknown; first: Answer | 'gone' }> {
  const [first, second] = await Promise.all([send(api.url, hostile), send(gateway.url, hostile)]);
  return { overHttp: comparable(first), ofTheFunction: comparable(second), first };
}

describe('parity of HTTP and function', () => {
  it('everything hostile and everything ordinary is answered alike', async () => {
    const corpus = await hostileRequests(api);
    const statuses = new Map<string, number>();
    const differences: unknown[] = [];
    for (const hostile of corpus) {
      const { overHttp, ofTheFunction, first } = await both(hostile);
      if (!isDeepStrictEqual(overHttp, ofTheFunction)) differences.push({ of: hostile.name, overHttp, ofTheFunction });
      const status = first === 'gone' ? first : String(first.status);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(differences).toEqual([]);
    process.stderr.write(
      `${corpus.length} requests, HTTP = function: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}\n`,
    );
    expect(statuses.get('200')).toBeGreaterThan(20);
  });

  it('an order is placed, noted, moved and asked for again alike, step by step', async () => {
    const customer = { ...(await api.customer1()), ...(await api.visit('alpha')) };
    const owner = await api.ownerA();
    const story = async (url: string): Promise<unknown[]> => {
      const told: unknown[] = [];
      const ask = async (query: string, input: unknown, headers: Readonly<Record<string, string>>): Promise<string> => {
        const body = JSON.stringify({ query, variables: { input } });
        const all = { 'content-type': 'application/json', ...headers };
        const answer = await send(url, { name: 'story', method: 'POST', path: '/graphql', headers: all, body });
        told.push(comparable(answer));
        return answer === 'gone' ? '' : answer.text;
      };
      const input = placeInput({ idempotencyKey: 'parity' });
      const orderId = /"id":"([\w-]+)"/.exec(await ask(PLACE, input, customer))?.[1];
      await ask(PLACE, input, customer);
      await ask(PLACE, { ...input, note: 'other' }, customer);
      await ask(ANNOTATE, { orderId, internalNote: 'at the window' }, owner);
      await ask(ADVANCE, { orderId, to: 'ACCEPTED' }, owner);
      await ask(CANCEL, { orderId }, customer);
      await ask(ADVANCE, { orderId, to: 'PENDING' }, customer);
      return told;
    };
    const overHttp = await story(api.url);
    expect(await story(gateway.url)).toEqual(overHttp);
    expect(JSON.stringify(overHttp)).toMatch(/at the window.*NOT_CANCELLABLE.*FORBIDDEN/);
  });
});
