import type { FastifyBaseLogger } from 'fastify';

/**
 * The logger for a library that says at `info` what is not ours to tell: that it listens, that it knows no such route. Of those lines
 * nothing but the time would be left. What is amiss goes through.
 */
export function quietLogger(logger: FastifyBaseLogger): FastifyBaseLogger {
  const quiet = Object.create(logger, {
    info: { value: () => undefined },
    child: { value: () => quiet },
  }) as FastifyBaseLogger;
  return quiet;
}
