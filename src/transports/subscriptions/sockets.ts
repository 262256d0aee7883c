import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  GraphQLError,
  parse,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { handleProtocols, makeServer, type Context as SocketContext, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { AuthenticationError, STEP_UP_TOKEN_HEADER, type Credentials } from '../../identity/authenticate';
import type { Configuration } from '../../configuration/configuration';
import { isRecord } from '../../json/isRecord';
import { type Parameters } from '../../operation/documents/askedDocument';
import type { TokenCookie } from '../../identity/cookies';
import { HttpRefusal } from '../../response/HttpRefusal';
import { RateLimitError } from '../../operation/limits/RateLimitError';
import type { RateLimits } from '../../operation/limits/RateLimits';
import { logFault } from '../../observe/faultLog';
import type { AdmittedConnection } from './AdmittedConnection';
import { CLOSE } from './closeCodes';
import { TooManyConnectionsError, type ConnectionAdmission } from './ConnectionAdmission';
import { SubscriptionRefusal } from './SubscriptionRefusal';
import { SocketConnection } from './SocketConnection';
import { headersOfSocket, Subscriber } from './Subscriber';
import type { Loss, Subscription } from './Subscription';
import type { Subscriptions } from './Subscriptions';
import { addUpgrades } from './upgrades';

export interface SocketParts {
  readonly configuration: Configuration;
  readonly credentials: Credentials;
  readonly guestCookie: TokenCookie;
  readonly rateLimits: RateLimits;
  readonly admission: ConnectionAdmission;
  readonly subscriptions: Subscriptions;
  readonly schema: GraphQLSchema;
}

interface Extra {
  readonly connection: SocketConnection;
  readonly admitted: AdmittedConnection;
  readonly request: FastifyRequest;
}

type Context = SocketContext<Record<string, unknown>, Extra>;

const GONE_MS = 2000;
const WHY = { credential: 'expired', behind: 'tryLater', missed: 'missed' } as const satisfies Record<Loss, unknown>;

/** Messages of the protocol that only servers send: its library takes one that comes from a client for a fault of whoever called it. */
const OF_SERVERS: readonly unknown[] = ['connection_ack', 'next', 'error'];

/** The protocol's library wants a document to tell a subscription from a query; what was asked for has been admitted by then. */
const STANDS_FOR = parse('subscription { begun }');

/** An error that was formatted where it was met. */
class FormattedError extends GraphQLError {
  constructor(private readonly formatted: GraphQLFormattedError) {
    super(formatted.message);
  }

  override toJSON(): GraphQLFormattedError {
    return this.formatted;
  }
}

/** Subscriptions over WebSocket (`graphql-transport-ws`), on the same port and path as everything else. */
export class Sockets {
  private readonly server: WebSocketServer;
  private readonly protocol: ReturnType<typeof makeServer<Record<string, unknown>, Extra>>;

  constructor(private readonly parts: SocketParts) {
    const { configuration } = parts;
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: configuration.SOCKET_MESSAGE_BYTES,
      // A few compressed bytes can stand for megabytes.
      perMessageDeflate: false,
      handleProtocols: (offered) => handleProtocols(offered),
    });
    this.protocol = makeServer<Record<string, unknown>, Extra>({
      connectionInitWaitTimeout: configuration.SOCKET_INIT_TIMEOUT_MS,
      onConnect: (context) => this.connect(context),
      onSubscribe: (context, _id, payload) => this.subscribe(context, payload),
      // What is answered has been formatted already.
      onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
      subscribe: (args) => (args as unknown as { begun: Subscription }).begun as never,
    });
  }

  /** To be called before the server listens. */
  attach(app: FastifyInstance): void {
    addUpgrades(app, (request, { socket, head }) => {
      this.assertCookieOfPage(request);
      const admitted = this.parts.admission.enter(request, socket);
      this.server.handleUpgrade(request.raw, socket, head, (opened) => this.opened(opened, request, admitted));
    });
    app.addHook('preClose', async () => this.close());
  }

  /** How many are open. */
  get size(): number {
    return this.server.clients.size;
  }

  /** Tells every client to come back elsewhere; resolves when all have gone, or were left. */
  private async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.server.clients) socket.close(CLOSE.restart.code, CLOSE.restart.reason);
    const tearDown = setTimeout(() => {
      for (const socket of this.server.clients) socket.terminate();
    }, GONE_MS);
    await Promise.race([closed, this.noneLeft()]);
    clearTimeout(tearDown);
  }

  private async noneLeft(): Promise<void> {
    await Promise.all(
      [...this.server.clients].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
    );
  }

  /** Foreign origins with the cookie were refused before; whoever has it is a browser, and a browser says which page asks. */
  private assertCookieOfPage({ headers, record }: FastifyRequest): void {
    if (headers.origin !== undefined || headers.cookie?.includes(`${this.parts.guestCookie.name}=`) !== true) return;
    record?.security.add('cross_site_request');
    throw new HttpRefusal(
      403,
      'FORBIDDEN',
      'The guest session’s cookie came without an Origin: expected the one of its page.',
    );
  }

  private opened(socket: WebSocket, request: FastifyRequest, admitted: AdmittedConnection): void {
    const { SOCKET_BUFFER_BYTES, SOCKET_PING_SECONDS } = this.parts.configuration;
    const connection = new SocketConnection(socket, {
      maxBufferedBytes: SOCKET_BUFFER_BYTES,
      pingMs: SOCKET_PING_SECONDS * 1000,
    });
    const closed = this.protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => connection.send(data),
        close: (code = 1000, reason = '') => connection.closeWith(code, reason),
        onMessage: (take) => {
          socket.on('message', (data: Buffer) => void this.message(request, connection, data.toString('utf8'), take));
        },
        onPing: async (payload) => {
          const told = await this.renewed(connection, payload);
          await connection.send(JSON.stringify({ type: 'pong', ...(told && { payload: told }) }));
        },
      },
      { connection, admitted, request },
    );
    socket.once('close', (code, reason) => {
      closed(code, reason.toString()).catch((cause: unknown) => logFault(request.log, cause, request.id));
    });
  }

  /** Each counts as a request does. */
  private async message(
    request: FastifyRequest,
    connection: SocketConnection,
    text: string,
    take: (text: string) => Promise<void>,
  ): Promise<void> {
    try {
      await this.parts.rateLimits.countRequest(request.address);
      // What begins after the end would never be ended.
      if (connection.isOver) return;
      if (isOfServers(text)) connection.close('badMessage');
      else await take(text);
    } catch (cause) {
      if (!(cause instanceof RateLimitError)) logFault(request.log, cause, request.id);
      connection.close('tryLater');
    }
  }

  /** Establishes who it is; a socket of nobody good is closed, and its client told no more than that. */
  private async connect({ extra: { connection, admitted, request }, connectionParams }: Context): Promise<boolean> {
    const { admission, credentials } = this.parts;
    try {
      const headers = headersOfSocket(request.raw, connectionParams);
      const subscriber = new Subscriber(headers, request.address, credentials);
      const authentication = await this.parts.subscriptions.connect(subscriber);
      const { caller, visitFlaw } = authentication;
      // The request for the socket, and its first message.
      await admission.identify(admitted, { caller, address: request.address, visitFlaw }, { requests: 2 });
      connection.subscriber = subscriber;
      connection.endsWith(authentication);
      return true;
    } catch (cause) {
      connection.close(whyClosed(cause));
      return false;
    }
  }

  /**
   * A proof of a second factor is shorter than a connection: a ping that carries a new one puts it in the place of the one before. The pong says
   * whether it was taken, and does not repeat it; whatever else the ping carries goes back as it came, as the protocol wants it.
   */
  private async renewed(
    { subscriber }: SocketConnection,
    payload: Record<string, unknown> | undefined,
  ): Promise<Record<string, unknown> | undefined> {
    const name = Object.keys(payload ?? {}).find((each) => each.toLowerCase() === STEP_UP_TOKEN_HEADER);
    if (name === undefined) return payload;
    const outcome = await subscriber?.renewStepUp(payload?.[name]);
    return { ...payload, [name]: outcome ?? 'refused' };
  }

  private async subscribe({ extra: { connection }, subscriptions }: Context, payload: SubscribePayload) {
    const { SUBSCRIPTIONS_PER_SOCKET: most } = this.parts.configuration;
    try {
      if (!connection.subscriber) throw new TypeError('a socket without a subscriber');
      if (Object.keys(subscriptions).length > most) throw tooManySubscriptions(most, randomUUID());
      const begun = await this.parts.subscriptions.begin(asParameters(payload), connection.subscriber, (loss) =>
        connection.close(WHY[loss]),
      );
      return { schema: this.parts.schema, document: STANDS_FOR, contextValue: undefined, begun };
    } catch (cause) {
      if (!(cause instanceof SubscriptionRefusal)) throw cause;
      connection.refused(cause.status);
      return cause.errors.map((error) => new FormattedError(error));
    }
  }
}

/** Why a socket is closed whose caller was not let in. */
function whyClosed(cause: unknown): keyof typeof CLOSE {
  if (cause instanceof TooManyConnectionsError) return 'tooMany';
  if (!(cause instanceof AuthenticationError)) return 'tryLater';
  return cause.reason === 'expired' ? 'expired' : 'unauthorized';
}

/** What is no JSON, or no message, is the library's to refuse. */
function isOfServers(text: string): boolean {
  try {
    const message: unknown = JSON.parse(text);
    return isRecord(message) && OF_SERVERS.includes(message.type);
  } catch {
    return false;
  }
}

function tooManySubscriptions(most: number, requestId: string): SubscriptionRefusal {
  const message = `Expected at most ${String(most)} subscriptions on one connection.`;
  return new SubscriptionRefusal([{ message, extensions: { code: 'RATE_LIMITED', requestId } }], 429);
}

function asParameters({ query, variables, operationName, extensions, ...others }: SubscribePayload): Parameters {
  return { ...others, query, variables, operationName, extensions };
}
