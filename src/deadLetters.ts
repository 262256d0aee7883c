import 'reflect-metadata';
import { notificationRules } from '../resolvers';
import { readCommandLine } from './commandLine/commandLine';
import { UsageError } from './commandLine/UsageError';
import { ConfigurationError } from './configuration/configuration';
import { DEAD_LETTERS, handleDeadLetters, type DeadLettersOptions } from './notifications/deadLettersCommand';

/** The same as `npm run dead-letters`, for where nothing but the server is there: configured by the environment alone. */
async function main(): Promise<void> {
  const { values } = readCommandLine<DeadLettersOptions>({
    ...DEAD_LETTERS,
    usage: 'node dist/src/deadLetters.js',
  });
  const left = await handleDeadLetters(values, {
    rules: notificationRules,
    env: process.env,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.exitCode = left > 0 ? 1 : 0;
}

main().catch((cause: unknown) => {
  const isForPeople = cause instanceof ConfigurationError || cause instanceof UsageError;
  const words = isForPeople
    ? cause.message
    : 'The dead letters could not be read. Check the table, and who may read it.';
  process.stderr.write(`${words}\n`);
  // 1 says that there are some.
  process.exitCode = cause instanceof UsageError ? 1 : 2;
});
