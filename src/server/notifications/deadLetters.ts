import 'reflect-metadata';
import { createClient } from '../../storage/client';
import { CLOCK } from '../../storage/changes/clock';
import { Outbox } from '../../storage/notices/Outbox';
import { Table } from '../../storage/Table';
import { ConfigurationError, readConfiguration } from '../configuration';

/** Prints the notices that were given up, one a line: when, and which; exits with 1 if there are any. Configured as the server is. */
async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const client = createClient({
    region: configuration.AWS_REGION,
    endpoint: configuration.DYNAMODB_ENDPOINT,
    connectionTimeoutMs: configuration.DYNAMODB_CONNECTION_TIMEOUT_MS,
    requestTimeoutMs: configuration.DYNAMODB_REQUEST_TIMEOUT_MS,
  });
  const table = new Table(client, configuration.CHANGES_TABLE_NAME);
  const notifier = { send: () => Promise.resolve(), close: () => undefined };
  const outbox = new Outbox({ table, notifier, clock: CLOCK, onTrouble: () => undefined });
  const letters = await outbox.deadLetters().finally(() => client.destroy());
  for (const { at, id } of letters) process.stdout.write(`${at}  ${id}\n`);
  process.exitCode = letters.length > 0 ? 1 : 0;
}

main().catch((cause: unknown) => {
  const words = cause instanceof ConfigurationError ? cause.message : 'The dead letters could not be listed.';
  process.stderr.write(`${words}\n`);
  process.exitCode = 2;
});
