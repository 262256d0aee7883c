/**
 * Every sentence that a log line may carry. Libraries write their errors' texts into messages, and those quote hosts, tables and
 * values; so what does not stand here is withheld, whoever wrote it. What changes from line to line goes into fields.
 */
export const MESSAGES = [
  'the server listens',
  'a variable of the environment is not known',
  'request',
  'security event',
  'request failed',
  'request could not be read',
  'the identity provider’s keys cannot be fetched yet',
  'the process was told to end',
  'the process ends',
  'the process did not end in time',
  'the process could not end step by step',
  'an error was caught by nobody',
  'changes are followed again',
  'changes cannot be followed right now',
  'changes are read late',
  'changes may have been missed for good: whoever follows is told to begin anew, and notifications of that time are not sent',
  'a message between servers could not be understood: whoever follows is told to begin anew',
  'browsers keep no cookie of this server for pages of another site, unless GUEST_COOKIE is cross-site',
  'a notification could not be sent, and is tried again',
  'a notification was given up: `npm run dead-letters` lists it',
  'the table’s stream is off: switch it on (StreamViewType KEYS_ONLY) to have subscriptions and notices',
  'a side system does not answer: nothing waits for it',
  'a side system answers again',
] as const;

const KNOWN: ReadonlySet<unknown> = new Set<string>(MESSAGES);

/** What stands for a sentence that was not written here. */
export const WITHHELD = 'message withheld';

export function knownMessage(message: unknown): string {
  return KNOWN.has(message) ? (message as string) : WITHHELD;
}
