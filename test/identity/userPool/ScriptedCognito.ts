import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What Cognito answers next, on the wire. */
export type ScriptedAnswer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Something else than Cognito answers: text that need not be JSON, of any type. */
  | { readonly status: number; readonly text: string; readonly headers: Readonly<Record<string, string>> }
  | 'hang'
  | 'reset'
  /** In the middle of an answer. */
  | 'cut';

export interface ScriptedRequest {
  readonly operation: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Speaks Cognito's protocol by the script: each request gets the next answer, the last one for ever. */
export class ScriptedCognito {
  readonly requests: ScriptedRequest[] = [];
  private answers: ScriptedAnswer[] = [];
  private arrived: () => void = () => undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedCognito> {
    // It never closes an idle connection itself.
    const server = createServer({ keepAliveTimeout: 0 });
    const scripted = new ScriptedCognito(server);
    server.on('request', (request, response) => {
      void text(request).then((content) => {
        const operation = String(request.headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
        scripted.requests.push({ operation, headers: request.headers, body: JSON.parse(content) as unknown });
        scripted.arrived();
        const answer = scripted.answers.length > 1 ? scripted.answers.shift() : scripted.answers[0];
        if (answer === undefined || answer === 'hang') return;
        if (answer === 'reset') request.socket.destroy();
        else if (answer === 'cut') {
          response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '100' });
          response.write('{', () => request.socket.destroy());
        } else if ('text' in answer) response.writeHead(answer.status, answer.headers).end(answer.text);
        else {
          response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1', ...answer.headers });
          response.end(JSON.stringify(answer.body));
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Forgets what came, and answers so from now on. */
  script(...answers: readonly ScriptedAnswer[]): void {
    this.requests.length = 0;
    this.answers = [...answers];
  }

  /** Resolves when the client has closed a connection. */
  async nextClose(): Promise<void> {
    return new Promise((resolve) => this.server.once('connection', (socket) => socket.once('end', resolve)));
  }

  /** Resolves when the next request has come. */
  async nextRequest(): Promise<void> {
    return new Promise((resolve) => (this.arrived = resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** One of Cognito's exceptions as it comes over the wire. */
export function exception(type: string, status = 400): ScriptedAnswer {
  const words =
    'canary: user ada@example.com of pool eu-central-1_Secret, arn:aws:cognito-idp:eu-central-1:1:userpool/x';
  return { status, body: { __type: type, message: words }, headers: { 'x-amzn-errortype': type } };
}
