import { CombinedGraphQLErrors, ServerError } from '@apollo/client';

const WORDS: Readonly<Record<string, string>> = {
  CONFLICT: 'Somebody else changed this a moment ago. Here is how it is now.',
  IDEMPOTENCY_MISMATCH: 'This order was sent before, with other content. Please send it once more.',
  NOT_FOUND: 'It is not there any more.',
  RATE_LIMITED: 'Too many tries in a short time. Please wait a minute.',
  TRY_AGAIN: 'The shop is very busy. Please try again in a moment.',
  UNAUTHENTICATED: 'Your session has ended.',
};

/** The code of what the API refused; `null` where it did not answer at all. */
export function codeOf(error: unknown): string | null {
  if (!CombinedGraphQLErrors.is(error)) return null;
  const [{ extensions } = {}] = error.errors;
  return typeof extensions?.code === 'string' ? extensions.code : null;
}

/** What went wrong, for the person in front of the page. */
export function refusalInWords(error: unknown): string {
  const code = codeOf(error);
  if (code !== null) return WORDS[code] ?? textOf(error, code);
  return ServerError.is(error)
    ? 'The shop cannot be reached. Please try again in a moment.'
    : 'There is no connection. Nothing is lost: try again when you are back online.';
}

/** What a person typed is told by the API in words of its own; what went wrong inside is not. */
function textOf(error: unknown, code: string): string {
  const [first] = CombinedGraphQLErrors.is(error) ? error.errors : [];
  if (code === 'BAD_USER_INPUT' && first) return first.message;
  const requestId = first?.extensions?.requestId;
  return `Something went wrong (${typeof requestId === 'string' ? requestId : code}). Please try again.`;
}
