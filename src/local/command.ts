import { misspeltSentence, misspeltVariables } from '../configuration/misspeltVariables';
import { messageOf } from './failure';

/**
 * Runs a command of the terminal. What a person can mend is told as a sentence on stderr, with exit code 1 and no stack;
 * `FIELDGATE_DEBUG=1` adds the stack.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  quietSdk();
  reportMisspelt();
  try {
    await main();
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}

export function reportFailure(error: unknown): void {
  console.error(`\n${sentenceOf(error)}`);
  if (process.env.FIELDGATE_DEBUG === '1' && error instanceof Error) console.error(error.stack);
}

/** A command that another one has started has nothing to add to what that one told. */
function reportMisspelt(): void {
  if (process.connected) return;
  for (const misspelt of misspeltVariables(process.env)) console.error(misspeltSentence(misspelt));
}

/** The SDK's version is pinned; that a later one will ask for a newer Node is no news to whoever starts this. */
function quietSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}

/** Errors that are written for who starts this, over several lines where there is more to mend. */
const WHOLE = ['LocalFailure', 'UsageError', 'ConfigurationError', 'SchemaRuleError'];

function sentenceOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  if (name !== undefined && WHOLE.includes(name)) return messageOf(error);
  const known = systemSentence(code, messageOf(error)) ?? storeSentence(name, code);
  return (
    known ??
    `Something unexpected went wrong: ${messageOf(error).split('\n')[0] ?? ''} (FIELDGATE_DEBUG=1 shows where.)`
  );
}

function systemSentence(code: string | undefined, message: string): string | null {
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `A file may not be written (${message}). Check who owns it.`;
  if (code === 'ENOSPC') return 'The disk is full. Make room and try again.';
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR')
    return `Expected a folder where a file is, or the reverse (${message}). Remove it, or run \`npm run reset\`.`;
  return null;
}

function storeSentence(name: string | undefined, code: string | undefined): string | null {
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || name === 'TimeoutError') {
    return 'The database does not answer. Check DYNAMODB_ENDPOINT if it is set; otherwise start again.';
  }
  if (name === 'InternalServerError') {
    return 'The database cannot read its data. If the local data is damaged, `npm run reset` removes it and `npm start` makes it anew.';
  }
  if (
    name === 'UnrecognizedClientException' ||
    name === 'AccessDeniedException' ||
    name === 'CredentialsProviderError'
  ) {
    return 'The database refuses our credentials. Check AWS_ACCESS_KEY_ID, AWS_PROFILE and the role behind them.';
  }
  return null;
}
