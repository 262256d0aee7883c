import { isUtf8 } from 'node:buffer';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFunction, type LambdaFunction } from '../../src/lambda';
import type { GatewayAnswer, GatewayEvent } from '../../src/transports/lambda/gatewayEvent';
import type { RunningServer, ServerOptions } from '../../src/server';
import { preflightAnswer, withGatewayCors, type GatewayCors } from './gatewayCors';

/** What API Gateway hands on as text; anything else it encodes. */
const TEXT = /^(text\/|application\/(json|javascript|xml))/;

/**
 * Stands where API Gateway stands: takes HTTP, hands each request to the function's handler as an event of format 2.0, and sends what
 * that answers. What AWS documents of the format is done here, too: names in lower case, several values joined, cookies apart.
 */
export class LocalGateway implements RunningServer {
  private readonly server: Server;

  private constructor(
    private readonly lambda: LambdaFunction,
    private readonly cors: GatewayCors | null,
  ) {
    this.server = createServer({ maxHeaderSize: 65_536, requireHostHeader: false }, (incoming, outgoing) => {
      this.serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  static async start(
    environment: Readonly<Record<string, string>>,
    options: ServerOptions = {},
    /** Where it has none, CORS is the function's. */
    cors: GatewayCors | null = null,
  ): Promise<LocalGateway> {
    const gateway = new LocalGateway(
      createFunction(async () => Promise.resolve(environment), options),
      cors,
    );
    await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://localhost:${String((this.server.address() as AddressInfo).port)}/graphql`;
  }

  beginShutdown(): void {
    // AWS just sends no more.
  }

  async drained(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
    await this.lambda.close();
  }

  private async answer(incoming: IncomingMessage): Promise<GatewayAnswer> {
    const event = await eventOf(incoming);
    return this.lambda.handler(event).catch((): GatewayAnswer => ({
      statusCode: 500,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'Internal Server Error' }),
      isBase64Encoded: false,
    }));
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { cors } = this;
    const preflight = cors && preflightAnswer(cors, incoming);
    const ofFunction = async () => {
      const given = await this.answer(incoming);
      return cors ? withGatewayCors(cors, incoming, given) : given;
    };
    const answer = preflight ?? (await ofFunction());
    outgoing.writeHead(answer.statusCode, {
      ...answer.headers,
      ...(answer.cookies && { 'set-cookie': [...answer.cookies] }),
    });
    outgoing.end(Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8'));
  }
}

async function eventOf(incoming: IncomingMessage): Promise<GatewayEvent> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [rawPath = '', ...query] = (incoming.url ?? '').split('?');
  const { cookie, ...headers } = Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values = []]) => [name, values.join(',')]),
  );
  const body = Buffer.concat(chunks);
  // AWS does not say what becomes of text that is none; encoded is how such bytes can be handed on at all.
  const isText = TEXT.test(headers['content-type'] ?? '') && isUtf8(body);
  return {
    rawPath,
    rawQueryString: query.join('?'),
    headers,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
    requestContext: contextOf(incoming),
  };
}

function contextOf({ headers, method = '', socket }: IncomingMessage): GatewayEvent['requestContext'] {
  return { domainName: headers.host ?? '', http: { method, sourceIp: String(socket.remoteAddress) } };
}
