import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startCognito, type Cognito } from '../../src/local/cognito';
import type { Message } from '../../src/local/outbox';
import { freePort } from '../../src/local/ports';

/** One call that the API made to Cognito. */
export interface CognitoCall {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly status: number;
}

/** What comes instead of Cognito's answer (`after`: when it has done what was asked): an error by its name, a status, nothing, or an end of the connection. */
export type CognitoFault =
  | { readonly type: string; readonly message?: string; readonly status?: number; readonly after?: boolean }
  | 'hang'
  | 'reset'
  | 'reset after';

/** The local Cognito behind a recorder that can also answer in its place. Its messages are kept instead of sent. */
export class CognitoUnderTest {
  readonly calls: CognitoCall[] = [];
  readonly messages: Message[] = [];
  /** Answers in Cognito's place where it gives something. */
  faults: ((operation: string, body: CognitoCall['body']) => CognitoFault | undefined) | undefined;
  /** What happens in between: done before a call is passed on. */
  before: ((operation: string) => Promise<void>) | undefined;

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
    private cognito: Cognito | null,
  ) {}

  static async start(): Promise<CognitoUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'fieldgate-cognito-'));
    const server = createServer();
    const recorder = new CognitoUnderTest(folder, server, null);
    server.on('request', (request, response) => void recorder.pass(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    recorder.cognito = await startCognito({
      folder,
      port: await freePort(),
      deliver: async (message) => Promise.resolve(void recorder.messages.push(message)),
    });
    return recorder;
  }

  /** For the API: this pool, through the recorder; answers as soon as they are known. */
  get environment(): Record<string, string> {
    const { userPoolId, clientId, issuer, jwksUri } = this.pool;
    return {
      COGNITO_USER_POOL_ID: userPoolId,
      COGNITO_CLIENT_ID: clientId,
      COGNITO_ISSUER: issuer,
      COGNITO_JWKS_URI: jwksUri,
      COGNITO_ENDPOINT: this.url,
      ACCOUNT_ANSWER_MS: '0',
      RATE_LIMIT_ATTEMPTS: '10000',
    };
  }

  /** The local Cognito itself, past the recorder. */
  get pool(): Cognito {
    if (!this.cognito) throw new Error('the local Cognito has not been started');
    return this.cognito;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** The code that was sent to this address last. */
  codeFor(email: string): string {
    const code = this.messages.findLast(({ to }) => to === email)?.code;
    if (code === undefined) throw new Error(`nothing was sent to ${email}`);
    return code;
  }

  /** The calls since it was asked last. */
  take(): CognitoCall[] {
    return this.calls.splice(0);
  }

  /** Asks Cognito past the API, as a client may who talks to it directly, or an operator. */
  async ask(operation: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
    return this.forward(operation, JSON.stringify(body));
  }

  /** Signs in past the API. */
  async signIn(email: string, password: string): Promise<{ status: number; body: Record<string, unknown> }> {
    return this.ask('InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: this.pool.clientId,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await Promise.all([this.pool.stop(), new Promise((resolve) => this.server.close(resolve))]);
    await rm(this.folder, { recursive: true });
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const content = await text(request);
    const body = JSON.parse(content) as CognitoCall['body'];
    await this.before?.(operation);
    const fault = this.faults?.(operation, body);
    if (isAfterwards(fault)) await this.forward(operation, content);
    if (fault === 'reset' || fault === 'reset after') return void request.socket.destroy();
    if (fault === 'hang') return void this.calls.push({ operation, body, status: 0 });
    const answer = fault
      ? { status: fault.status ?? 400, body: { __type: fault.type, message: fault.message ?? 'canary-of-cognito' } }
      : await this.forward(operation, content);
    this.calls.push({ operation, body, status: answer.status });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  }

  private async forward(operation: string, body: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const answer = await fetch(this.pool.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body,
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
}

function isAfterwards(fault: CognitoFault | undefined): boolean {
  return fault === 'reset after' || (typeof fault === 'object' && fault.after === true);
}
