import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { DynamoDBDocumentClient, BatchWriteCommand, DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GuestSessions } from '../../src/identity/GuestSessions';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { VisitTokens } from '../../src/identity/VisitTokens';
import { createTable } from '../../src/local/table';
import { readConfiguration } from '../../src/server/configuration';
import { startServer, type RunningServer } from '../../src/server/server';
import { auditTraffic } from './auditTraffic';
import { DynamoRecorder } from './DynamoRecorder';
import { isRead, type RecordedCall } from './RecordedCall';
import { CLIENT_ID, TestIdentityProvider } from './TestIdentityProvider';
import { HIDDEN_ATTRIBUTES, SUBJECTS, type WorldItem } from './world';

/** Who asks, in the headers of a request. */
export type RequestHeaders = Readonly<Record<string, string>>;

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The shape is what the test is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  /** The DynamoDB calls made for it, in order. */
  readonly calls: readonly RecordedCall[];
}

const randomKeys = () => randomBytes(32).toString('base64url');
const BATCH_WRITE_LIMIT = 25;

/** For the sum that the run prints; see TrafficReporter. */
function enterIntoLedger(calls: readonly RecordedCall[], violations: number): void {
  const { FIELDGATE_TRAFFIC_LEDGER: ledger } = process.env;
  if (ledger === undefined) return;
  const reads = calls.filter((call) => isRead(call)).length;
  appendFileSync(ledger, `${JSON.stringify({ calls: calls.length, reads, violations })}\n`);
}

/**
 * The whole API over real HTTP, with real signed tokens, on a real engine behind a recorder, with a table of its own. One for
 * a test file; `close()` also audits everything that was recorded.
 */
export class ApiUnderTest {
  private readonly audited: RecordedCall[] = [];

  private constructor(
    readonly server: RunningServer,
    readonly recorder: DynamoRecorder,
    readonly identityProvider: TestIdentityProvider,
    readonly guestSessions: GuestSessions,
    readonly visitTokens: VisitTokens,
    private readonly table: string,
    private readonly direct: DynamoDBDocumentClient,
    /** The environment that the server was configured by; to start a second one beside it. */
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(
    items: readonly WorldItem[],
    overrides: Readonly<Record<string, string>> = {},
  ): Promise<ApiUnderTest> {
    const endpoint = process.env.FIELDGATE_TEST_ENDPOINT ?? '';
    const table = `test-${randomBytes(8).toString('hex')}`;
    const direct = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        region: 'eu-central-1',
        endpoint,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      }),
    );
    await createTable(direct, table);
    const [recorder, identityProvider] = await Promise.all([
      DynamoRecorder.start({ target: endpoint }),
      TestIdentityProvider.start(),
    ]);
    const keys = { guest: randomKeys(), visit: randomKeys() };
    const environment = {
      FIELDGATE_MODE: 'local',
      PORT: '0',
      LOG_LEVEL: 'silent',
      TABLE_NAME: table,
      DYNAMODB_ENDPOINT: recorder.url,
      COGNITO_USER_POOL_ID: 'local_test',
      COGNITO_CLIENT_ID: CLIENT_ID,
      COGNITO_ISSUER: identityProvider.issuer,
      COGNITO_JWKS_URI: identityProvider.jwksUri,
      GUEST_SESSION_KEYS: keys.guest,
      VISIT_TOKEN_KEYS: keys.visit,
      CURSOR_KEYS: randomKeys(),
      OWNERSHIP_CACHE_SECONDS: '0',
      ...overrides,
    };
    const api = new ApiUnderTest(
      await startServer(readConfiguration(environment)),
      recorder,
      identityProvider,
      new GuestSessions({ keys: parseKeyRing(environment.GUEST_SESSION_KEYS), lifetimeSeconds: 3600 }),
      new VisitTokens({ keys: parseKeyRing(environment.VISIT_TOKEN_KEYS), lifetimeSeconds: 3600 }),
      table,
      direct,
      environment,
    );
    await api.put(items);
    return api;
  }

  /** Writes items past the API, to set a scene. */
  async put(items: readonly WorldItem[]): Promise<void> {
    for (let at = 0; at < items.length; at += BATCH_WRITE_LIMIT) {
      const requests = items.slice(at, at + BATCH_WRITE_LIMIT).map((Item) => ({ PutRequest: { Item } }));
      await this.direct.send(new BatchWriteCommand({ RequestItems: { [this.table]: requests } }));
    }
  }

  async replace(item: WorldItem): Promise<void> {
    await this.direct.send(new PutCommand({ TableName: this.table, Item: item }));
  }

  async remove({ pk, sk }: Pick<WorldItem, 'pk' | 'sk'>): Promise<void> {
    await this.direct.send(new DeleteCommand({ TableName: this.table, Key: { pk, sk } }));
  }

  /** Sends one operation and takes down the DynamoDB calls that it made. */
  async execute(
    query: string,
    headers: RequestHeaders = {},
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<GraphQLAnswer> {
    this.audited.push(...this.recorder.take());
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, ...(variables && { variables }) }),
    });
    const text = await response.text();
    const calls = this.recorder.take();
    this.audited.push(...calls);
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text), calls };
  }

  get url(): string {
    return this.server.url.replace('localhost', '127.0.0.1');
  }

  async signedIn(subject: string, ...groups: readonly string[]): Promise<RequestHeaders> {
    const token = await this.identityProvider.token({ subject, groups, email: `${subject}@example.com` });
    return { authorization: `Bearer ${token}` };
  }

  async customer1(): Promise<RequestHeaders> {
    return this.signedIn(SUBJECTS.customer1, 'customers');
  }

  async customer2(): Promise<RequestHeaders> {
    return this.signedIn(SUBJECTS.customer2, 'customers');
  }

  /** Owns `alpha`. */
  async ownerA(): Promise<RequestHeaders> {
    return this.signedIn(SUBJECTS.ownerA, 'shop-owners');
  }

  /** Owns `beta`. */
  async ownerB(): Promise<RequestHeaders> {
    return this.signedIn(SUBJECTS.ownerB, 'shop-owners');
  }

  async admin(): Promise<RequestHeaders> {
    return this.signedIn(SUBJECTS.admin, 'platform-admins');
  }

  /** A fresh guest session, and its id. */
  async guest(): Promise<{ headers: RequestHeaders; sessionId: string }> {
    const { token, session } = await this.guestSessions.issue();
    return { headers: { authorization: `Bearer ${token}` }, sessionId: session.id };
  }

  async visit(shopId: string, serial = 1): Promise<RequestHeaders> {
    return { 'x-visit-token': await this.visitTokens.issue({ tenant: shopId, serial }) };
  }

  /** Stops everything, and throws where the recorded traffic breaks a law that holds for every caller. */
  async close(): Promise<void> {
    await this.server.close();
    this.audited.push(...this.recorder.take());
    await Promise.all([this.recorder.close(), this.identityProvider.close()]);
    this.direct.destroy();
    const violations = auditTraffic(this.audited, { neverAttributes: HIDDEN_ATTRIBUTES, canaries: ['hidden-'] });
    enterIntoLedger(this.audited, violations.length);
    if (violations.length > 0)
      throw new Error(`the recorded traffic breaks laws: ${JSON.stringify(violations.slice(0, 5))}`);
  }
}
