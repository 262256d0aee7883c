import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Configuration } from '../../../configuration/configuration';
import { HttpRefusal } from '../../../response/HttpRefusal';

/** How long the delay is averaged over, and so how soon more is taken again. */
const SAMPLE_MS = 1000;
const RETRY_AFTER_SECONDS = '2';

/**
 * Turns requests away at once while this process is so busy that they would wait long for each of their steps; those that were
 * let in get done. `/livez` answers all the same: a busy process is not to be restarted.
 */
export function addShedding(
  app: FastifyInstance,
  { configuration }: { readonly configuration: Pick<Configuration, 'MAX_EVENT_LOOP_DELAY_MS'> },
): void {
  const { MAX_EVENT_LOOP_DELAY_MS } = configuration;
  if (MAX_EVENT_LOOP_DELAY_MS === 0) return;
  void app.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    sampleInterval: SAMPLE_MS,
    pressureHandler: turnAway,
  });
}

/** Where these were turned away, whoever asks would take a busy server away, or kill it, and leave its work to the others. */
const NEVER_TURNED_AWAY: ReadonlySet<string | undefined> = new Set(['/livez', '/healthz']);

function turnAway({ routeOptions }: FastifyRequest): void {
  if (NEVER_TURNED_AWAY.has(routeOptions.url)) return;
  throw new HttpRefusal(503, 'TRY_AGAIN', 'The server is busy; try again in a moment.', {
    'retry-after': RETRY_AFTER_SECONDS,
  });
}
