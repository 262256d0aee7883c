import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { serverBeside } from '../abuse/requests';
import { ApiUnderTest } from '../support/ApiUnderTest';
import type { GatewayCors } from '../support/gatewayCors';
import { LocalGateway } from '../support/LocalGateway';
import { ADVANCE, freshKey, orderingWorld, PATIENT, PLACE, placeInput } from '../support/ordering';
import { PRODUCTION_ENVIRONMENT } from '../support/productionEnvironment';
import { SocketClient } from '../support/SocketClient';
import { SUBJECTS } from '../support/world';
import { LocalEdge } from './LocalEdge';
import { ofType } from './templates';

export const NAME = 'api.example.com';
export const APP = 'https://app.example.com';
export const KEY = 'the-key-of-the-edge-of-this-test-0001';
/** So many that an answer with all of them is worth compressing. */
export const PRODUCTS = 30;
export const START = 'mutation { startGuestSession { expiresAt } }';
export const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { id status } }';

const ISSUER = `https://cognito-idp.eu-central-1.amazonaws.com/${PRODUCTION_ENVIRONMENT.COGNITO_USER_POOL_ID}`;
const variables = ofType('AWS::Lambda::Function').find(
  ({ Properties }) => Properties.Environment?.Variables?.CORS_ORIGINS,
)!.Properties.Environment.Variables as Readonly<Record<string, string>>;
const cors = ofType('AWS::ApiGatewayV2::Api')[0]!.Properties.CorsConfiguration as GatewayCors;

export type Headers = Readonly<Record<string, string>>;

interface Asked {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: object;
  /** One of this machine's addresses, which the edge sees as the client's. */
  readonly from?: string;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
}

/**
 * Everything that stands between a page and the table as it is deployed: CloudFront, the gateway and its function, the tasks with their
 * sockets; in the mode of production, and as the templates say.
 */
export class WholeWay {
  private readonly opened: SocketClient[] = [];

  private constructor(
    readonly api: ApiUnderTest,
    private readonly folder: string,
    private readonly environment: Headers,
    readonly gateway: LocalGateway,
    /** The URL of the tasks' API. */
    readonly tasks: string,
    readonly edge: LocalEdge,
  ) {}

  static async start(): Promise<WholeWay> {
    const api = await ApiUnderTest.start(orderingWorld({ products: PRODUCTS }));
    await api.withStream();
    const folder = await mkdtemp(join(tmpdir(), 'fieldgate-whole-way-'));
    const COGNITO_JWKS_FILE = join(folder, 'jwks.json');
    await writeFile(COGNITO_JWKS_FILE, JSON.stringify({ keys: [api.identityProvider.jwk] }));
    const environment = {
      ...api.environment,
      ...PRODUCTION_ENVIRONMENT,
      ...PATIENT,
      COGNITO_JWKS_FILE,
      COMPRESSION: variables.COMPRESSION!,
      CORS_ORIGINS: variables.CORS_ORIGINS!,
      EDGE_KEY: KEY,
    };
    const { gateway, tasks, edge } = await behindAnEdge(api, environment);
    return new WholeWay(api, folder, environment, gateway, tasks, edge);
  }

  /** Another way to the same table, with other settings. */
  async beside(settings: Headers): Promise<{ readonly url: string; close(): Promise<void> }> {
    const { gateway, edge } = await behindAnEdge(this.api, { ...this.environment, ...settings });
    const close = async () => {
      await edge.close();
      await gateway.close();
    };
    return { url: edge.url, close };
  }

  closeSockets(): void {
    for (const client of this.opened.splice(0)) client.close();
  }

  async close(): Promise<void> {
    await this.edge.close();
    await this.gateway.close();
    await this.api.close();
    await rm(this.folder, { recursive: true });
  }

  /** As a browser asks for the API's name: a page of the shop's own, unless told. */
  async ask(path: string, { body, ...asked }: Asked, at = this.edge.url): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const sent = sending(new URL(path, at), asked);
      sent.once('response', (answer) => {
        buffer(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes }),
          reject,
        );
      });
      sent.once('error', reject).end(body && JSON.stringify(body));
    });
  }

  async execute(query: string, headers: Headers = {}, values: object = {}, at = this.edge.url) {
    const answered = await this.ask('/graphql', { headers, body: { query, variables: values } }, at);
    const body = JSON.parse(answered.bytes.toString('utf8')) as { data: Record<string, never>; errors?: unknown };
    return { status: answered.status, headers: answered.headers, body };
  }

  /** A guest whose session a page has started, by the cookie alone. */
  async guest(): Promise<Headers> {
    const { headers } = await this.execute(START);
    return { cookie: cookieOf(headers).split(';')[0]! };
  }

  async placed(by: Headers): Promise<string> {
    const input = placeInput({ idempotencyKey: freshKey() });
    const { body } = await this.execute(PLACE, { ...by, ...(await this.api.visit('alpha')) }, { input });
    const { placeOrder } = body.data as unknown as { placeOrder: { order: { id: string } } };
    return placeOrder.order.id;
  }

  async advance(orderId: string, to: string): Promise<void> {
    const { body } = await this.execute(ADVANCE, await this.owner(), { input: { orderId, to } });
    expect(body).toMatchObject({ data: { advanceOrder: { order: { status: to }, userErrors: [] } } });
  }

  private async owner(): Promise<Headers> {
    const subject = { subject: SUBJECTS.ownerA, groups: ['shop-owners'], claims: { iss: ISSUER } };
    return { authorization: `Bearer ${await this.api.identityProvider.token(subject)}` };
  }

  async socket(headers: Headers, path = '/graphql/socket'): Promise<SocketClient> {
    const sent = { host: NAME, origin: APP, ...headers };
    const client = await SocketClient.open(`${this.edge.url}${path}`, { headers: sent });
    this.opened.push(client);
    return client;
  }

  /** Follows an order as server-sent events, until it has been accepted; returns what it heard. */
  async followAsEvents(id: string, session: Headers): Promise<readonly string[]> {
    const statuses: string[] = [];
    const headers = { accept: 'text/event-stream', ...session };
    const asked = sending(new URL('/graphql/stream', this.edge.url), { headers });
    asked.end(JSON.stringify({ query: FOLLOW, variables: { id } }));
    await new Promise<void>((resolve, reject) => {
      asked.once('error', reject).once('response', (answer) => {
        expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([200, APP]);
        answer.setEncoding('utf8').on('data', (text: string) => {
          const [status] = /PENDING|ACCEPTED/.exec(text) ?? [];
          if (status !== undefined) statuses.push(status);
          if (statuses.length === 1) void this.advance(id, 'ACCEPTED').catch(reject);
          if (statuses.length === 2) resolve();
        });
      });
    });
    asked.on('error', () => undefined).destroy();
    return statuses;
  }
}

export const cookieOf = (headers: Readonly<Record<string, unknown>>) => String((headers['set-cookie'] as string[])[0]);

async function behindAnEdge(api: ApiUnderTest, environment: Headers) {
  const gateway = await LocalGateway.start(environment, { logDestination: api.log }, cors);
  // The tasks believe the load balancer, which here is nobody but this machine.
  const { url: tasks } = await serverBeside(api, { ...environment, TRUSTED_PROXIES: '127.0.0.0/8' });
  return { gateway, tasks, edge: await LocalEdge.start({ function: gateway.url, tasks }, KEY) };
}

function sending(url: URL, { method = 'POST', headers = {}, from = '127.0.0.1' }: Omit<Asked, 'body'>): ClientRequest {
  const page = { host: NAME, 'content-type': 'application/json', origin: APP, 'sec-fetch-site': 'same-site' };
  return request(url, { method, headers: { ...page, ...headers }, localAddress: from, agent: false });
}
