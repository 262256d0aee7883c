import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { ConfigurationError, readConfiguration } from './configuration/configuration';
import { BARE_HEADERS } from './transports/http/answerHeaders';
import { HttpRefusal, JSON_TYPE, refusalBody } from './response/HttpRefusal';
import { answerOver, NoAnswerError } from './transports/lambda/connection';
import { callOf, type GatewayAnswer, type GatewayEvent } from './transports/lambda/gatewayEvent';
import { logMisspelt } from './observe/logMisspelt';
import { assembleServer, type AssembledServer, type ServerOptions } from './server';
import { Memoized } from './waiting/Memoized';

type Environment = Readonly<Record<string, string | undefined>>;

/** The server as a function of AWS Lambda. */
export interface LambdaFunction {
  /** Answers the requests that API Gateway hands over, one at a time. */
  readonly handler: (event: GatewayEvent) => Promise<GatewayAnswer>;
  /** Lets go of everything, where the process goes on. AWS ends it without a word. */
  close(): Promise<void>;
}

/** One request at a time waits for nobody else's, and a sandbox that stood still for an hour is not busy. */
const IN_A_FUNCTION = { MAX_EVENT_LOOP_DELAY_MS: '0' };

/** Each answer waits until it is delivered what it was measured by: not for long. */
const UNLESS_SET = { OTEL_EXPORTER_OTLP_TIMEOUT: '500' };

const UNREADABLE = new HttpRefusal(400, 'BAD_USER_INPUT', 'The request could not be read: expected HTTP/1.1.');

/**
 * The function's entry: the same server as over HTTP, put together once for each sandbox while AWS starts it, its connections to the
 * table kept from one request to the next. `environment` may wait for what only a secret store knows; where it or the start fails,
 * the next request tries again.
 */
export function createFunction(environment: () => Promise<Environment>, options: ServerOptions = {}): LambdaFunction {
  const kept = new KeptServer(environment, options);
  kept.server().catch(() => undefined);
  return {
    handler: async (event) => {
      const server = await kept.server();
      const answer = await answerOver(server.http.server, callOf(event)).catch(unreadable);
      // From now on until the next request this process stands still.
      await server.flush();
      return answer;
    },
    close: async () => kept.close(),
  };
}

/** The server of this sandbox: made once, and again where that failed. */
class KeptServer {
  private readonly made = new Memoized(async () => this.make());

  constructor(
    private readonly environment: () => Promise<Environment>,
    private readonly options: ServerOptions,
  ) {}

  async server(): Promise<AssembledServer> {
    return this.made.get().catch((cause: unknown) => {
      throw explained(cause);
    });
  }

  async close(): Promise<void> {
    const server = await this.made.current?.catch(() => null);
    await server?.http.close();
    await server?.close();
  }

  private async make(): Promise<AssembledServer> {
    const environment = { ...UNLESS_SET, ...(await this.environment()), ...IN_A_FUNCTION };
    const configuration = readConfiguration(environment);
    const server = await assembleServer(configuration, { ...this.options, subscriptions: false });
    logMisspelt(environment, server.logger);
    await server.http.ready();
    return server;
  }
}

/** The message of a bad configuration is for people; any other may tell of hosts and accounts. */
function explained(cause: unknown): Error {
  return cause instanceof ConfigurationError ? cause : new Error('the server could not start');
}

/** What cannot be put into a request of HTTP/1.1, such as a letter that no header may contain, or is not answered as one. */
function unreadable(cause: unknown): GatewayAnswer {
  const isOfTheRequest = cause instanceof NoAnswerError || (cause as NodeJS.ErrnoException).code?.startsWith('ERR_');
  if (isOfTheRequest !== true) throw new Error('the request could not be answered');
  return {
    statusCode: UNREADABLE.status,
    headers: { ...BARE_HEADERS, 'content-type': JSON_TYPE },
    body: refusalBody(UNREADABLE, randomUUID()),
    isBase64Encoded: false,
  };
}
