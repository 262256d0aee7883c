import { Option } from 'commander';
import { UserPool } from '../identity/userPool/UserPool';
import { CLOCK } from '../changes/clock';
import { createClient, type StoreClient } from '../storage/client';
import { DeadLetters, type DeadLetter } from './DeadLetters';
import { Outbox, type Outcome } from './Outbox';
import { Table } from '../storage/Table';
import { UsageError } from '../commandLine/UsageError';
import {
  assertEncrypted,
  ConfigurationError,
  readSending,
  readVariables,
  SENDING_VARIABLES,
} from '../configuration/configuration';
import { createNotifier } from './createNotifier';
import { notificationSources, type NotificationRules } from './notificationSources';
import { remadeNotification } from './remadeNotification';
import { storeOptions } from '../configuration/storeOptions';

/** What listing takes, and taking note. */
const LISTING_VARIABLES = [
  ...(['FIELDGATE_MODE', 'AWS_REGION', 'CHANGES_TABLE_NAME', 'DYNAMODB_ENDPOINT'] as const),
  ...(['DYNAMODB_CONNECTION_TIMEOUT_MS', 'DYNAMODB_REQUEST_TIMEOUT_MS'] as const),
] as const;

export const DEAD_LETTERS = {
  usage: 'npm run dead-letters --',
  about:
    'Lists the notifications that could not be delivered, one a line: when it was given up, and its id. Ends with 1 while there are any, and with 0 when all are sent or acknowledged.',
  options: [
    new Option('--resend [id]', 'send this one again, or --all of them').conflicts('acknowledge'),
    new Option('--acknowledge [id]', 'take note of this one, or --all of them: it is listed no more'),
    new Option('--all', 'every notification that is listed').default(false),
  ],
  examples: [
    ['npm run dead-letters', 'lists them; takes the first six of these variables'],
    ['npm run dead-letters -- --resend --all', 'sends all of them again; takes all of these'],
    ['npm run dead-letters -- --acknowledge news-forged_token-2026-02-03', 'takes note of one'],
  ],
  variables: [...new Set([...LISTING_VARIABLES, ...SENDING_VARIABLES])],
} as const;

export interface DeadLettersOptions {
  readonly resend?: string | true;
  readonly acknowledge?: string | true;
  readonly all: boolean;
}

type Given = Readonly<Record<string, string | undefined>>;
type Say = (line: string) => void;

interface Surroundings {
  readonly rules: NotificationRules;
  readonly env: Given;
  readonly say: Say;
}

/**
 * Lists, settles or sends again what was given up; resolves with how many are left. Reads the variables that it takes for that, and no
 * others. Throws a {@link UsageError} or a `ConfigurationError`.
 */
export async function handleDeadLetters(
  options: DeadLettersOptions,
  { rules, env, say }: Surroundings,
): Promise<number> {
  const chosen = chosenId(options);
  const found = readVariables(env, LISTING_VARIABLES);
  assertEncrypted(found, env);
  const client = createClient(storeOptions(found));
  try {
    const table = new Table(client, found.CHANGES_TABLE_NAME);
    const letters = new DeadLetters(table, CLOCK);
    const all = await letters.all();
    const some = chosen === 'all' || chosen === null ? all : all.filter(({ id }) => id === chosen);
    if (chosen !== null && chosen !== 'all' && some.length === 0)
      throw new UsageError(
        `There is no dead letter ${JSON.stringify(chosen)}. \`npm run dead-letters\` lists those that there are.`,
      );
    if (options.acknowledge !== undefined) await acknowledge(some, letters, say);
    else if (options.resend !== undefined) await resend(some, { client, table, rules, env, say });
    else if (some.length === 0) say('There are no dead letters.');
    else for (const { at, id } of some) say(`${at}  ${id}`);
    return (await letters.all()).length;
  } finally {
    client.destroy();
  }
}

/** `null` where they are only listed. */
function chosenId({ resend, acknowledge, all }: DeadLettersOptions): string | null {
  const asked = resend ?? acknowledge;
  if (asked === undefined) {
    if (all) throw new UsageError('Expected --resend or --acknowledge beside --all.');
    return null;
  }
  if (all === (asked === true)) return all ? 'all' : (asked as string);
  throw new UsageError('Expected an id or --all after --resend and --acknowledge; got both or none.');
}

async function acknowledge(some: readonly DeadLetter[], letters: DeadLetters, say: Say): Promise<void> {
  for (const { id } of some) {
    await letters.settle(id);
    say(`acknowledged  ${id}`);
  }
}

interface Means extends Surroundings {
  readonly client: StoreClient;
  /** The small table, in which notifications are counted. */
  readonly table: Table;
}

const SAID: Readonly<Record<Outcome, string>> = {
  sent: 'sent',
  void: 'nobody is to hear of it any more',
  known: 'was sent before',
  dead: 'could not be sent, and stays listed',
  interrupted: 'interrupted, and stays listed',
};

async function resend(some: readonly DeadLetter[], { client, table, rules, env, say }: Means): Promise<void> {
  const sending = readSending(env);
  const notifier = createNotifier(sending);
  if (!notifier)
    throw new ConfigurationError('NOTIFICATIONS: expected files or aws, since notifications are to be sent; got off.');
  const userPool = new UserPool(sending.userPool, {
    connectionTimeoutMs: sending.COGNITO_CONNECTION_TIMEOUT_MS,
    requestTimeoutMs: sending.COGNITO_REQUEST_TIMEOUT_MS,
  });
  const nothing = (): void => undefined;
  const outbox = new Outbox({ table, notifier, clock: CLOCK, onTrouble: nothing, onGivenUp: nothing });
  const sources = notificationSources(rules, new Table(client, sending.TABLE_NAME), userPool);
  const { signal } = new AbortController();
  for (const letter of some) {
    const notification = await remadeNotification(letter, rules, sources);
    const outcome = notification && (await outbox.redeliver(notification, signal, letter.change));
    say(
      `${outcome ? SAID[outcome] : 'cannot be made again, since what it told of is gone: acknowledge it'}  ${letter.id}`,
    );
  }
  notifier.close();
  userPool.close();
}
