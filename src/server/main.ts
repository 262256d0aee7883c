import { ConfigurationError, readConfiguration } from './configuration';
import { startServer } from './server';

/** The production entry: configured by the environment alone. */
async function main(): Promise<void> {
  const server = await startServer(readConfiguration(process.env));
  const stop = () => void server.close().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
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
