import pino, { type DestinationStream, type Logger } from 'pino';
import type { Configuration } from '../configuration/configuration';
import { describeFault } from './faultLog';
import { loggedFields } from './requests/loggedFields';
import { knownMessage } from './messages';
import { currentRecord } from './requestScope';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The log: one line of JSON an event, on stdout unless told otherwise. What a line may hold is listed (`loggedFields`,
 * `messages`); everything else that anybody hands over is left out, fastify, Apollo and their plugins included. A line within a
 * request carries its id.
 */
export function createLogger(
  { LOG_LEVEL }: Pick<Configuration, 'LOG_LEVEL'>,
  destination: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Logger {
  const options = {
    level: LOG_LEVEL,
    // Process id and host are told by whatever collects the lines.
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (level: string) => ({ level }),
      log: (fields: Fields) => loggedFields({ requestId: currentRecord()?.requestId, ...withFault(fields) }),
    },
    hooks: {
      logMethod(
        this: Logger,
        [first, second]: readonly unknown[],
        log: (fields: Fields, message: string) => void,
      ): void {
        const fields = fieldsOf(first);
        log.call(this, fields, knownMessage(typeof first === 'string' ? first : (second ?? fields.msg)));
      },
    },
  };
  const logger = pino(options as pino.LoggerOptions, destination);
  // A child's own fields (fastify's `reqId`) would go past the filter, and the scope knows the request anyway.
  return Object.assign(logger, { child: () => logger });
}

function fieldsOf(first: unknown): Fields {
  if (first instanceof Error) return { err: first };
  return typeof first === 'object' && first !== null ? (first as Fields) : {};
}

function withFault({ err, error = err, ...fields }: Fields): Fields {
  return error instanceof Error ? { ...describeFault(error), ...fields } : fields;
}
