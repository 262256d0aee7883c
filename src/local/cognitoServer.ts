import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CognitoError, UnsupportedError } from 'cognito-local/lib/errors';
import publicKey from 'cognito-local/lib/keys/cognitoLocal.public.json';
import { Router } from 'cognito-local/lib/server/Router';
import type { Services } from 'cognito-local/lib/services';
import { DateClock } from 'cognito-local/lib/services/clock';
import { CognitoServiceFactoryImpl } from 'cognito-local/lib/services/cognitoService';
import type { Context } from 'cognito-local/lib/services/context';
import { StormDBDataStoreFactory } from 'cognito-local/lib/services/dataStore/stormDb';
import { JwtTokenGenerator } from 'cognito-local/lib/services/tokenGenerator';
import { UserPoolServiceFactoryImpl } from 'cognito-local/lib/services/userPoolService';
import { otp } from 'cognito-local/lib/services/otp';
import { LOCAL_ISSUER_DOMAIN, LOCAL_USER_POOL_ID } from './cognitoDatabase';
import { CognitoRules } from './cognitoRules';
import { CognitoTokens } from './cognitoTokens';
import type { Deliver } from './outbox';

interface Options {
  /** Where `prepareCognitoDatabase` has put the pool. */
  readonly folder: string;
  readonly deliver: Deliver;
}

type Handle = (target: string, body: Readonly<Record<string, unknown>>) => Promise<unknown>;

const JSON_TYPE = 'application/x-amz-json-1.1';
const say = (): void => undefined;
const SILENT = { debug: say, info: say, warn: say, error: say, trace: say, fatal: say, child: () => SILENT };
const CONTEXT = { logger: SILENT } as unknown as Context;

/**
 * cognito-local's pool and operations behind the checks of {@link CognitoRules}. Its own server is not used: that would write codes to its
 * standard output, and load the old AWS SDK.
 */
export async function createCognitoServer({ folder, deliver }: Options): Promise<Server> {
  const services = await createServices(folder, deliver);
  const rules = new CognitoRules(services, new CognitoTokens(), LOCAL_USER_POOL_ID, CONTEXT);
  const route = Router(services);
  const handle: Handle = (target, body) =>
    rules.apply(target, body, (request) => route(target)(CONTEXT, request) as Promise<unknown>);
  return createServer((request, response) => void answer(handle, request, response));
}

export async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function createServices(folder: string, deliver: Deliver): Promise<Services> {
  const database = join(folder, '.cognito', 'db');
  const clock = new DateClock();
  const stores = new StormDBDataStoreFactory(database);
  const triggers = { enabled: () => false } as unknown as Services['triggers'];
  const defaults = { UsernameAttributes: ['email'] };
  const pools = new CognitoServiceFactoryImpl(database, stores, new UserPoolServiceFactoryImpl(clock, stores));
  return {
    clock,
    cognito: await pools.create(CONTEXT, defaults),
    config: { UserPoolDefaults: defaults } as unknown as Services['config'],
    messages: {
      deliver: (_context, about, _client, _pool, _user, code, _metadata, { Destination }) =>
        deliver({ to: Destination, about, code }),
    },
    otp,
    tokenGenerator: new JwtTokenGenerator(clock, triggers, { IssuerDomain: LOCAL_ISSUER_DOMAIN }),
    triggers,
  };
}

/** Cognito's protocol: the operation in a header, JSON in and out. Pages of any origin may speak to it, as to Cognito. */
async function answer(handle: Handle, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', '*');
  if (request.method !== 'POST') {
    answerGet(request, response);
    return;
  }
  const [, target = ''] = String(request.headers['x-amz-target']).split('.');
  try {
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    send(response, 200, await handle(target, body));
  } catch (cause) {
    const { status, type } = failureOf(cause);
    send(response, status, { __type: type, message: cause instanceof CognitoError ? cause.message : type });
  }
}

function answerGet({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
  if (url.endsWith('/.well-known/jwks.json')) send(response, 200, { keys: [publicKey.jwk] });
  else if (url === '/health' || method === 'OPTIONS') send(response, 200, { ok: true });
  else send(response, 404, { message: 'Not found' });
}

function failureOf(cause: unknown): { status: number; type: string } {
  if (cause instanceof CognitoError) return { status: 400, type: cause.code };
  if (cause instanceof UnsupportedError) return { status: 400, type: 'UnsupportedOperationException' };
  return cause instanceof SyntaxError
    ? { status: 400, type: 'SerializationException' }
    : { status: 500, type: 'InternalErrorException' };
}

/** Times are seconds in this protocol. */
function send(response: ServerResponse, status: number, body: unknown): void {
  const content = JSON.stringify(body ?? {}, function (this: Record<string, unknown>, key: string, value: unknown) {
    const original = this[key];
    return original instanceof Date ? Math.floor(original.getTime() / 1000) : value;
  });
  response.writeHead(status, { 'content-type': JSON_TYPE }).end(content);
}
