import { AuthenticationError, type Authentication } from '../identity/authenticate';
import type { Caller } from '../identity/Caller';
import type { CredentialFlaw } from '../identity/CredentialFlaw';
import { pseudonym } from '../identity/pseudonym';
import type { RequestRecord } from './requests/RequestRecord';

const FORGERIES: ReadonlySet<CredentialFlaw | null> = new Set<CredentialFlaw | null>(['forged', 'malformed']);

/** Passes an authentication on, and enters into the record who asks; or, as a security event, that a credential was forged. */
export async function observeAuthentication(
  record: RequestRecord | null,
  authentication: Promise<Authentication>,
): Promise<Authentication> {
  try {
    const answer = await authentication;
    if (record) enter(record, answer);
    return answer;
  } catch (cause) {
    if (cause instanceof AuthenticationError && cause.reason === 'forged') record?.security.add('forged_token');
    throw cause;
  }
}

function enter(record: RequestRecord, { caller, visitFlaw }: Authentication): void {
  record.roles = caller.roles;
  record.caller = pseudonymOf(caller);
  // A visit token has one form and comes from a code on a door: text that is none is a guess.
  if (FORGERIES.has(visitFlaw)) record.security.add('forged_visit_token');
}

/**
 * Tells a caller from others in logs without naming them: a subject or a session id is personal data, and the latter could be
 * guessed to belong to a token. Not reversible, as both are random; the same on every instance.
 */
export function pseudonymOf({ subject, guestSession }: Pick<Caller, 'subject' | 'guestSession'>): string | null {
  const id = subject ?? guestSession?.id ?? null;
  return id === null ? null : pseudonym(id);
}
