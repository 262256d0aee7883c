import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GuestSessions } from '../../src/identity/GuestSessions';
import { parseKeyRing } from '../../src/identity/signingKeys';
import { VisitTokens } from '../../src/identity/VisitTokens';
import { createChangesTable, createTable, disableStream, enableStream } from '../../src/local/table';
import { readConfiguration } from '../../src/configuration/configuration';
import { startServer, type RunningServer } from '../../src/server';
import { auditLog } from './auditLog';
import { auditTraffic } from './auditTraffic';
import { DynamoRecorder } from './DynamoRecorder';
import { EngineTable } from './EngineTable';
import { LocalGateway } from './LocalGateway';
import { LogRecorder } from './LogRecorder';
import { postJson } from './postJson';
import { isRead, type RecordedCall } from './RecordedCall';
import { RoleLedger } from './RoleLedger';
import type { StsUnderTest } from './StsUnderTest';
import { secretsOf } from './secretsOf';
import { STORE_CLIENT } from './storeClient';
import { CLIENT_ID, TestIdentityProvider } from './TestIdentityProvider';
import { HIDDEN_ATTRIBUTES, SUBJECTS, type WorldItem } from './world';

/** Who asks, in the headers of a request. */
export type RequestHeaders = Readonly<Record<string, string>>;

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** As it came, but for its cost: that follows from the question, and from what was asked before. */
  readonly text: string;
  /** `extensions.cost`, which `body` leaves out. */
  readonly cost: Cost | undefined;
  // The shape is what the test is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  /** The DynamoDB calls made for it, in order. */
  readonly calls: readonly RecordedCall[];
}

export interface Cost {
  readonly requestedQueryCost: number;
  readonly actualQueryCost: number | null;
  readonly throttleStatus: {
    readonly maximumAvailable: number;
    readonly currentlyAvailable: number;
    readonly restoreRate: number;
  };
  readonly fields?: readonly { readonly path: readonly string[]; readonly requestedTotalCost: number }[];
}

/** Reads an answer, with what it says of its cost apart. */
export function readAnswer(sent: string): { cost: Cost | undefined; text: string; body: object } {
  const { extensions = {}, ...rest } = JSON.parse(sent) as { extensions?: Record<string, unknown> & { cost?: Cost } };
  const { cost, ...others } = extensions;
  if (!cost) return { cost, text: sent, body: JSON.parse(sent) as object };
  const hasOthers = Object.keys(others).length > 0;
  const body = { ...rest, ...(hasOthers && { extensions: others }) };
  return { cost, text: JSON.stringify(body), body };
}

/** `FIELDGATE_TEST_ENTRY=lambda` asks the function behind a gateway instead of the server: every story holds there as well. */
async function startEntry(environment: Readonly<Record<string, string>>, log: LogRecorder): Promise<RunningServer> {
  const options = { logDestination: log };
  return process.env.FIELDGATE_TEST_ENTRY === 'lambda'
    ? LocalGateway.start(environment, options)
    : startServer(readConfiguration(environment), options);
}

const randomKeys = () => randomBytes(32).toString('base64url');

interface Audited {
  readonly calls: readonly RecordedCall[];
  readonly violations: number;
  readonly logLines: number;
  readonly logViolations: number;
}

/** For the sum that the run prints; see TrafficReporter. */
function enterIntoLedger({ calls, ...counts }: Audited): void {
  const { FIELDGATE_TRAFFIC_LEDGER: ledger } = process.env;
  if (ledger === undefined) return;
  const reads = calls.filter((call) => isRead(call)).length;
  appendFileSync(ledger, `${JSON.stringify({ calls: calls.length, reads, ...counts })}\n`);
}

/**
 * The whole API over real HTTP, with real signed tokens, on a real engine behind a recorder, with a table of its own. One for
 * a test file; `close()` also audits everything that was recorded.
 */
export class ApiUnderTest {
  private readonly audited: RecordedCall[] = [];
  /** What was sent and may stand in no log. */
  private readonly secrets = new Set<string>();

  private constructor(
    readonly server: RunningServer,
    readonly recorder: DynamoRecorder,
    readonly identityProvider: TestIdentityProvider,
    readonly guestSessions: GuestSessions,
    readonly visitTokens: VisitTokens,
    private readonly table: string,
    private readonly direct: DynamoDBClient,
    private readonly stored: EngineTable,
    /** The environment that the server was configured by; to start a second one beside it. */
    readonly environment: Readonly<Record<string, string>>,
    /** What the server logs, at every level; hand it to a second server, too. */
    readonly log: LogRecorder,
    private readonly roles: RoleLedger | null,
  ) {
    for (const name of ['TABLE_NAME', 'GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS', 'CURSOR_KEYS', 'SIGN_IN_KEYS'])
      this.secrets.add(environment[name] ?? '');
    this.secrets.delete('');
  }

  static async start(
    items: readonly WorldItem[],
    overrides: Readonly<Record<string, string>> = {},
    /** Asks the table in the name of its callers' roles, by sessions of this one, and closes it. */
    sts: StsUnderTest | null = null,
  ): Promise<ApiUnderTest> {
    const endpoint = process.env.FIELDGATE_TEST_ENDPOINT ?? '';
    const table = `test-${randomBytes(8).toString('hex')}`;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const direct = new DynamoDBClient({ region: 'eu-central-1', endpoint, credentials });
    await createTable(direct, table);
    const [recorder, identityProvider] = await Promise.all([
      DynamoRecorder.start({ target: endpoint }),
      TestIdentityProvider.start(),
    ]);
    const roles = await RoleLedger.start(sts);
    const keys = { guest: randomKeys(), visit: randomKeys() };
    const environment = {
      FIELDGATE_MODE: 'local',
      PORT: '0',
      LOG_LEVEL: 'trace',
      TABLE_NAME: table,
      CHANGES_TABLE_NAME: `${table}-changes`,
      DYNAMODB_ENDPOINT: recorder.url,
      STORE_CLIENT,
      COGNITO_USER_POOL_ID: 'local_test',
      COGNITO_CLIENT_ID: CLIENT_ID,
      COGNITO_ISSUER: identityProvider.issuer,
      COGNITO_JWKS_URI: identityProvider.jwksUri,
      GUEST_SESSION_KEYS: keys.guest,
      VISIT_TOKEN_KEYS: keys.visit,
      CURSOR_KEYS: randomKeys(),
      SIGN_IN_KEYS: randomKeys(),
      OWNERSHIP_CACHE_SECONDS: '0',
      INTROSPECTION: 'all',
      // A test file asks as fast as it can, as few callers; what is tested of rates says its own.
      RATE_LIMIT_POINTS: '100000000',
      RATE_LIMIT_ADDRESS_POINTS: '100000000',
      RATE_LIMIT_ADDRESS_REQUESTS: '100000000',
      ACCOUNT_FAILURES: '1000000',
      ACCOUNT_MAILS_PER_DAY: '1000000',
      RATE_LIMIT_ATTEMPTS: '100000',
      CHANGES_POLL_MS: '50',
      // A busy machine is no reason to turn a test away.
      MAX_EVENT_LOOP_DELAY_MS: '0',
      ...roles?.environment,
      ...overrides,
    };
    const log = new LogRecorder();
    const api = new ApiUnderTest(
      await startEntry(environment, log),
      recorder,
      identityProvider,
      new GuestSessions({ keys: parseKeyRing(environment.GUEST_SESSION_KEYS), lifetimeSeconds: 3600 }),
      new VisitTokens({ keys: parseKeyRing(environment.VISIT_TOKEN_KEYS), lifetimeSeconds: 3600 }),
      table,
      direct,
      new EngineTable(table),
      environment,
      log,
      roles,
    );
    await api.put(items);
    return api;
  }

  /** Writes items past the API, to set a scene. */
  async put(items: readonly WorldItem[]): Promise<void> {
    await this.stored.put(items);
  }

  /** The calls since the last operation that was executed here, or since the last time; for what comes by another way. */
  takeCalls(): readonly RecordedCall[] {
    const calls = this.recorder.take();
    this.audited.push(...calls);
    return calls;
  }

  /** Switches the table's stream on, for subscriptions. */
  async withStream(): Promise<void> {
    await enableStream(this.direct, this.table);
  }

  async withoutStream(): Promise<void> {
    await disableStream(this.direct, this.table);
  }

  /** Makes the table in which whoever reads the stream for several instances says how far it came. */
  async withChangesTable(): Promise<void> {
    await createChangesTable(this.direct, `${this.table}-changes`);
  }

  async replace(item: WorldItem): Promise<void> {
    await this.stored.put([item]);
  }

  async remove({ pk, sk }: Pick<WorldItem, 'pk' | 'sk'>): Promise<void> {
    await this.stored.remove([{ pk, sk }]);
  }

  /** Sends one operation and takes down the DynamoDB calls that it made. */
  async execute(
    query: string,
    headers: RequestHeaders = {},
    variables?: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<GraphQLAnswer> {
    this.audited.push(...this.recorder.take());
    for (const secret of secretsOf(headers, variables)) this.secrets.add(secret);
    const response = await postJson(this.url, headers, { query, ...(variables && { variables }) }, signal);
    const { cost, text, body } = readAnswer(response.text);
    const calls = this.recorder.take();
    this.audited.push(...calls);
    return { status: response.status, headers: response.headers, text, body, cost, calls };
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

  /** Stops everything, and throws where the recorded traffic or the log breaks a law that holds for every caller. */
  async close(): Promise<void> {
    await this.server.close();
    this.audited.push(...this.recorder.take());
    await Promise.all([this.recorder.close(), this.identityProvider.close(), this.roles?.close()]);
    this.roles?.enter(this.audited, this.table);
    this.direct.destroy();
    this.stored.close();
    const violations = auditTraffic(this.audited, { neverAttributes: HIDDEN_ATTRIBUTES, canaries: ['hidden-'] });
    const { written } = this.log;
    const logged = auditLog(written, { secrets: this.secrets });
    const [logLines, logViolations] = [written.length, logged.length];
    enterIntoLedger({ calls: this.audited, violations: violations.length, logLines, logViolations });
    if (violations.length > 0)
      throw new Error(`the recorded traffic breaks laws: ${JSON.stringify(violations.slice(0, 5))}`);
    if (logged.length > 0) throw new Error(`the log breaks laws: ${JSON.stringify(logged.slice(0, 5))}`);
  }
}
