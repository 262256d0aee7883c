import { GraphQLError } from 'graphql';
import type { FastifyBaseLogger } from 'fastify';

/**
 * Logs a fault of ours: what kind of error and where in the code, never its message, which may quote a table, an ARN, a value.
 */
export function logFault(logger: FastifyBaseLogger, error: unknown, requestId: string): void {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const { name, stack } = cause instanceof Error ? cause : { name: typeof cause, stack: undefined };
  logger.error({ requestId, fault: name, at: framesOf(stack) }, 'request failed');
}

function framesOf(stack: string | undefined): string[] {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 8).map((line) => line.trim());
}
