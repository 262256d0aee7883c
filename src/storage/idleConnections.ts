import type { Agent } from 'node:http';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Where a connection has failed, the idle ones are given up: whatever has cut it off may have cut others that nobody has looked at since,
 * and the next one may be given the same request, sent again.
 */
export function dropIdleOnFailure(client: DynamoDBDocumentClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (cause) {
        if (isOfConnection(cause)) dropIdle(client.config.requestHandler as Handler);
        throw cause;
      }
    },
    { step: 'deserialize', name: 'dropIdleOnFailure', priority: 'low' },
  );
}

interface Handler {
  httpHandlerConfigs?(): { readonly httpAgent?: Agent; readonly httpsAgent?: Agent };
}

function dropIdle(handler: Handler): void {
  const { httpAgent, httpsAgent } = handler.httpHandlerConfigs?.() ?? {};
  for (const agent of [httpAgent, httpsAgent])
    for (const sockets of Object.values(agent?.freeSockets ?? {})) for (const socket of sockets ?? []) socket.destroy();
}

function isOfConnection(cause: unknown): boolean {
  return cause instanceof Error && (cause.name === 'TimeoutError' || 'code' in cause);
}
