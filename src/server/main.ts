import 'reflect-metadata';
import { ConfigurationError, readConfiguration } from './configuration';
import { endProcess } from './lifecycle/endProcess';
import { endServer } from './lifecycle/endServer';
import { watchEventLoop } from './lifecycle/watchdog';
import { createLogger } from './observe/logger';
import { startServer, type RunningServer } from './server';

/** Beyond the grace and the last request's deadline: for telemetry, and for what takes its time to close. */
const END_MS = 10_000;

/** The production entry: configured by the environment alone. */
async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const { SHUTDOWN_GRACE_SECONDS, REQUEST_DEADLINE_MS, MAX_EVENT_LOOP_STALL_SECONDS } = configuration;
  let server: RunningServer | null = null;
  endProcess({
    logger: createLogger(configuration),
    end: async () => {
      if (server) await endServer(server, SHUTDOWN_GRACE_SECONDS);
    },
    withinMs: SHUTDOWN_GRACE_SECONDS * 1000 + REQUEST_DEADLINE_MS + END_MS,
  });
  server = await startServer(configuration);
  // Starting may take what it takes: nobody waits for an answer yet.
  watchEventLoop(MAX_EVENT_LOOP_STALL_SECONDS);
}

main().catch((cause: unknown) => {
  process.stderr.write(
    `${cause instanceof ConfigurationError ? cause.message : `The server could not start: ${explain(cause)}`}\n`,
  );
  process.exit(1);
});

function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown failure';
  const { code } = cause as { code?: string };
  return code === 'EADDRINUSE'
    ? 'the port is in use; set PORT to another one, or stop what listens there.'
    : cause.message;
}
