import 'reflect-metadata';
import { readCommandLine } from './commandLine/commandLine';
import { misspeltSentence, misspeltVariables } from './configuration/misspeltVariables';
import { UsageError } from './commandLine/UsageError';
import { ConfigurationError, readConfiguration } from './configuration/configuration';
import { VARIABLES, type VariableName } from './configuration/variables';
import { endProcess } from './transports/http/lifecycle/endProcess';
import { endServer } from './transports/http/lifecycle/endServer';
import { watchEventLoop } from './transports/http/lifecycle/watchdog';
import { createLogger } from './observe/logger';
import { logMisspelt } from './observe/logMisspelt';
import { startServer, type RunningServer } from './server';
import { release } from './configuration/release';

/** Beyond the grace and the last request's deadline: for telemetry, and for what takes its time to close. */
const END_MS = 10_000;

const COMMAND = {
  usage: 'node dist/src/main.js',
  about:
    'Serves the API until it is told to end (SIGTERM, SIGINT). It is configured by the environment alone; docs/operations.md says how it is deployed.',
  examples: [
    [
      'FIELDGATE_MODE=production COGNITO_USER_POOL_ID=… COGNITO_CLIENT_ID=… GUEST_SESSION_KEYS=… VISIT_TOKEN_KEYS=… CURSOR_KEYS=… SIGN_IN_KEYS=… node dist/src/main.js',
      '',
    ],
  ],
  variables: Object.keys(VARIABLES) as VariableName[],
} as const;

/** The production entry: configured by the environment alone. */
async function main(): Promise<void> {
  readCommandLine(COMMAND);
  const configuration = readConfiguration(process.env);
  const logger = createLogger(configuration);
  logMisspelt(process.env, logger);
  const { SHUTDOWN_GRACE_SECONDS, REQUEST_DEADLINE_MS, MAX_EVENT_LOOP_STALL_SECONDS } = configuration;
  let server: RunningServer | null = null;
  endProcess({
    logger,
    end: async () => {
      if (server) await endServer(server, SHUTDOWN_GRACE_SECONDS);
    },
    withinMs: SHUTDOWN_GRACE_SECONDS * 1000 + REQUEST_DEADLINE_MS + END_MS,
  });
  server = await startServer(configuration);
  logger.info(
    { event: 'start', version: release(), mode: configuration.FIELDGATE_MODE, listensAt: server.url },
    'the server listens',
  );
  // Starting may take what it takes: nobody waits for an answer yet.
  watchEventLoop(MAX_EVENT_LOOP_STALL_SECONDS);
}

main().catch((cause: unknown) => {
  // One that is missing may be there under a name that is nearly its own.
  for (const misspelt of misspeltVariables(process.env)) process.stderr.write(`${misspeltSentence(misspelt)}\n`);
  process.stderr.write(
    `${cause instanceof ConfigurationError || cause instanceof UsageError ? cause.message : `The server could not start: ${explain(cause)}`}\n`,
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
