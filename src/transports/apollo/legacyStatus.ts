import type { Answer, Outcome } from '../../operation/Answer';
import { takesOnlyJson } from '../http/mediaTypes';

const OF_THE_DOCUMENT: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/**
 * GraphQL over HTTP lets a client that takes `application/json` and nothing else have 200 for any well-formed request, since
 * such a client takes another status for the word of something in between. Whoever takes more (a wildcard, no header at all,
 * `application/graphql-response+json`) gets the status that says what happened.
 */
export function legacyStatus(accept: string | undefined, { answer, status }: Outcome): number {
  return status === 400 && takesOnlyJson(accept) && isOfTheDocument(answer) ? 200 : status;
}

function isOfTheDocument({ errors = [] }: Answer): boolean {
  return errors.every(({ extensions }) => OF_THE_DOCUMENT.has(extensions?.code));
}
