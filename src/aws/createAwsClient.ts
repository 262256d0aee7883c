import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { AwsCredentialIdentity, Logger, MiddlewareStack } from '@smithy/types';
import { BoundedHandler } from './BoundedHandler';
import { HeldCredentials } from './HeldCredentials';
import { QUIET_LOGGER } from './quietLogger';

export interface AwsTimeouts {
  readonly connectionTimeoutMs: number;
  /** Of one attempt: until its answer begins, and between any two parts of it. */
  readonly requestTimeoutMs: number;
}

export interface AwsAddress {
  readonly region: string;
  /** Another endpoint than AWS’s own. */
  readonly endpoint?: string | undefined;
  /** Whether the endpoint, where there is one, is of a program for development, which wants a signature but checks none. */
  readonly isLocal: boolean;
}

export interface AwsOptions extends AwsAddress, AwsTimeouts {
  /** Others than {@link credentialsFor} gives. */
  readonly credentials?: HeldCredentials;
  readonly maxSockets?: number;
}

export interface AwsClient {
  readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

/** The SDK's own way of saying what a client is made of: every one takes these, and more of its own. */
type ClientClass<Client> = abstract new (given: never) => Client;

const MAX_SOCKETS = 64;
/**
 * An idle connection is kept for at most this long. Without any such time Node's agent also ignores how long the other side says that it
 * keeps it (lib/_http_agent.js, keepSocketAlive), and sends on connections that are being closed.
 */
const MAX_IDLE_MS = 20_000;
/** A program that is asked for them (`credential_process`) may have to ask somebody else. */
const CREDENTIALS_WITHIN_MS = 5000;
const FOR_CREDENTIALS = { connectionTimeoutMs: 1000, requestTimeoutMs: 2000 };
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * A client of one of AWS's services; every client is made here. It waits for nothing without end: neither for a connection, nor for an
 * answer, its end, or credentials. Its credentials are held ({@link HeldCredentials}), and a call that AWS refused for them is made once
 * more, with others. It has no logger, since the SDK's would copy inputs and answers. `own`: what else its class takes.
 */
export function createAwsClient<Client extends AwsClient>(
  Class: ClientClass<Client>,
  options: AwsOptions,
  own?: { readonly requestHandler?: unknown; readonly retryStrategy?: unknown; readonly maxAttempts?: unknown },
): Client {
  const held = options.credentials ?? credentialsFor(options);
  const configuration = {
    region: options.region,
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    credentials: providerOf(held),
    logger: QUIET_LOGGER,
    ...own,
    requestHandler: own?.requestHandler ?? handlerFor(options),
  };
  const client = new (Class as unknown as new (given: object) => Client)(configuration);
  askAgainOnceRefused(client, held);
  return client;
}

function handlerFor(options: AwsTimeouts & Pick<AwsOptions, 'maxSockets'>): BoundedHandler {
  const { connectionTimeoutMs, requestTimeoutMs, maxSockets = MAX_SOCKETS } = options;
  return new BoundedHandler({
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    socketTimeout: requestTimeoutMs,
    agent: { keepAlive: true, maxSockets, timeout: MAX_IDLE_MS },
    answerMs: connectionTimeoutMs + requestTimeoutMs,
  });
}

/** As the SDK looks for them: in variables, files, a container, an instance, a web identity. What is local takes any. */
export function credentialsFor({ region, endpoint, isLocal }: AwsAddress): HeldCredentials {
  const isUnchecked = isLocal && endpoint !== undefined && !process.env.AWS_ACCESS_KEY_ID;
  // For those who ask AWS themselves, such as for a web identity.
  const requestHandler = handlerFor(FOR_CREDENTIALS);
  // A chain of its own each time: one that hangs would let everybody wait for it for ever.
  const chain = () =>
    defaultProvider({
      clientConfig: { region, requestHandler },
      ignoreCache: true,
      logger: QUIET_LOGGER as unknown as Logger,
    });
  return new HeldCredentials({
    source: async () => (isUnchecked ? LOCAL_CREDENTIALS : chain()()),
    withinMs: CREDENTIALS_WITHIN_MS,
  });
}

/** Marked as the SDK marks providers that need no memory around them: its own drops credentials five minutes before their end. */
function providerOf(held: HeldCredentials): () => Promise<AwsCredentialIdentity> {
  return Object.assign(async () => held.get(), { memoized: true });
}

function askAgainOnceRefused(client: AwsClient, held: HeldCredentials): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (cause) {
        if (!(await held.insteadOf(keyUsed(context), cause instanceof Error ? cause.name : ''))) throw cause;
        return next(args).then(sentOnceMore, (second: unknown) => {
          throw sentOnceMore(second);
        });
      }
    },
    { step: 'initialize', name: 'askAgainOnceRefused', priority: 'low' },
  );
}

/** What the SDK says of how often it sent a call is of its second beginning. */
function sentOnceMore<T>(answered: T): T {
  const { output, $metadata = output?.$metadata } = answered as Answered & { readonly output?: Answered };
  if ($metadata) $metadata.attempts = ($metadata.attempts ?? 1) + 1;
  return answered;
}

interface Answered {
  readonly $metadata?: { attempts?: number };
}

/** Where the SDK notes in whose name a call is signed. */
function keyUsed(context: object): string | undefined {
  const { __smithy_context: noted } = context as {
    __smithy_context?: { selectedHttpAuthScheme?: { identity?: { accessKeyId?: string } } };
  };
  return noted?.selectedHttpAuthScheme?.identity?.accessKeyId;
}
