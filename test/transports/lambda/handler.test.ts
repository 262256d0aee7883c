import { createFunction, type LambdaFunction } from '../../../src/lambda';
import type { GatewayAnswer, GatewayEvent } from '../../../src/transports/lambda/gatewayEvent';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { LogRecorder } from '../../support/LogRecorder';
import { shopNode } from '../../support/ordering';
import { shop } from '../../support/world';

let api: ApiUnderTest;
beforeAll(
  async () =>
    (api = await ApiUnderTest.start([shop('alpha'), shop('beta', 'EUR', { description: '"'.repeat(300_000) })])),
);
afterAll(async () => api.close());

const QUERY = `{ shop(id: "${shopNode('alpha')}") { name } }`;

type Change = Partial<GatewayEvent> & { readonly sourceIp?: string };

function event({ sourceIp = '192.0.2.7', ...change }: Change = {}): GatewayEvent {
  return {
    rawPath: '/graphql',
    rawQueryString: '',
    headers: { host: 'api.test', 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
    isBase64Encoded: false,
    requestContext: { domainName: 'api.test', http: { method: 'POST', sourceIp } },
    ...change,
  };
}

const made: LambdaFunction[] = [];
afterEach(async () => Promise.all(made.splice(0).map(async (each) => each.close())));

function handlerOf(environment: () => Promise<Readonly<Record<string, string>>>): LambdaFunction['handler'] {
  const lambda = createFunction(environment, { logDestination: new LogRecorder() });
  made.push(lambda);
  return lambda.handler;
}

function handlerWith(overrides: Readonly<Record<string, string>> = {}): LambdaFunction['handler'] {
  return handlerOf(async () => Promise.resolve({ ...api.environment, ...overrides }));
}

const bodyOf = ({ body }: GatewayAnswer): unknown => JSON.parse(body);
const MOST_OF_A_FUNCTION = 6 * 1024 * 1024;
const NAME = { shop: { name: 'name of alpha' } };

describe('the function', () => {
  it('answers text and encoded bodies alike', async () => {
    const handler = handlerWith();
    const body = Buffer.from(event().body ?? '').toString('base64');
    const answers = [await handler(event()), await handler(event({ body, isBase64Encoded: true }))];
    expect(answers.map(bodyOf)).toEqual([
      expect.objectContaining({ data: NAME }),
      expect.objectContaining({ data: NAME }),
    ]);
    expect(answers[0]).toMatchObject({ statusCode: 200, isBase64Encoded: false });
  });

  it('answers the largest of answers in what a function may answer', async () => {
    const aliases = [1, 2, 3, 4, 5, 6].map((each) => `d${String(each)}: description`).join(' ');
    const body = JSON.stringify({ query: `{ shop(id: "${shopNode('beta')}") { ${aliases} } }` });
    const answer = await handlerWith()(event({ body }));
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(MOST_OF_A_FUNCTION);
    const { data } = JSON.parse(Buffer.from(answer.body, 'base64').toString()) as { data: { shop: { d6: string } } };
    expect(data.shop.d6).toHaveLength(300_000);
  });

  it('sets cookies, and reads those that the gateway has put apart', async () => {
    const handler = handlerWith();
    const start = await handler(
      event({ body: JSON.stringify({ query: 'mutation { startGuestSession { expiresAt } }' }) }),
    );
    expect(start.cookies).toEqual([expect.stringMatching(/^fieldgate_guest=[^;]+;/)]);
    expect(start.headers).not.toHaveProperty('set-cookie');
    const cookies = ['other=1', start.cookies?.[0]?.split(';')[0] ?? ''];
    const query = '{ viewer { guestSessionExpiresAt } }';
    const answer = await handler(event({ cookies, body: JSON.stringify({ query }) }));
    expect(bodyOf(answer)).toMatchObject({ data: { viewer: { guestSessionExpiresAt: expect.any(String) } } });
  });

  it('counts requests by the address that the gateway saw, whatever a header says', async () => {
    const handler = handlerWith({ RATE_LIMIT_ADDRESS_REQUESTS: '2', RATE_LIMIT_WINDOW_SECONDS: '3600' });
    const headers = (forwarded: string) => ({ ...event().headers, 'x-forwarded-for': forwarded });
    const statuses: number[] = [];
    for (const forwarded of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
      statuses.push((await handler(event({ headers: headers(forwarded) }))).statusCode);
    statuses.push((await handler(event({ sourceIp: '192.0.2.8' }))).statusCode);
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  it('answers a path of foreign letters and a header of forbidden ones in JSON', async () => {
    const handler = handlerWith();
    const lost = await handler(event({ rawPath: '/ü\ud800 x', rawQueryString: 'a=ß' }));
    expect([lost.statusCode, bodyOf(lost)]).toMatchObject([404, { errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
    const bad = await handler(event({ headers: { ...event().headers, 'x-odd': 'a\u0000b' } }));
    expect([bad.statusCode, bodyOf(bad)]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });

  it('starts again with the next request where the start failed, and tells what is wrong with the configuration', async () => {
    let asked = 0;
    const environment = async (): Promise<Record<string, string>> => {
      asked += 1;
      if (asked === 1) throw new Error('secretsmanager.eu-central-1.amazonaws.com is away');
      return Promise.resolve(asked === 2 ? { ...api.environment, PORT: 'x' } : { ...api.environment });
    };
    const handler = handlerOf(environment);
    await expect(handler(event())).rejects.toThrow(/^the server could not start$/);
    await expect(handler(event())).rejects.toThrow('PORT: expected a port');
    expect(await handler(event())).toMatchObject({ statusCode: 200 });
  });
});
