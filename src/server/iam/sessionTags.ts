import type { HoldingSource, RoleBook } from '../../access/RoleBook';
import type { Caller } from '../../identity/Caller';
import { keyText } from '../../storage/keyValues';

/** How many tenants of one owner a session can name: AWS takes 50 tags, and a policy refers to each of them. */
export const TENANT_TAGS = 20;
/** No value stands in a key like this, so a tag that says nothing matches no partition. */
const NOBODY = '=';
/** What AWS takes of one tag. */
const TAG_LENGTH = 256;

/** The tags in which a caller's session says what the caller holds by this source. */
export function tagsFor(source: HoldingSource): readonly string[] {
  if (source !== 'tenants') return [source];
  return Array.from({ length: TENANT_TAGS }, (_, index) => `tenant${String(index + 1)}`);
}

/** Every tag that a session carries, whatever the caller holds. */
export const SESSION_TAGS: readonly string[] = (['subject', 'guestSession', 'visit', 'tenants'] as const).flatMap(
  tagsFor,
);

/** Whether the caller's session takes what only the table tells: which tenants they own. */
export function needsTenants({ roles }: Pick<Caller, 'roles'>, book: RoleBook): boolean {
  return book.roles.some(({ name, owns }) => owns?.by === 'tenants' && roles.includes(name));
}

/**
 * The session tags of a caller. A visit counts as its signed token claims it: whether it is still current is for the rules to ask.
 * Throws where the caller owns more tenants than a session can name.
 */
export function sessionTagsOf(
  { subject, guestSession, visit }: Pick<Caller, 'subject' | 'guestSession' | 'visit'>,
  tenants: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  if (tenants.size > TENANT_TAGS)
    throw new RangeError(`a session names at most ${String(TENANT_TAGS)} tenants, got ${String(tenants.size)}`);
  const owned = [...tenants].sort();
  const held: Readonly<Record<Exclude<HoldingSource, 'tenants'>, string | null>> = {
    subject,
    guestSession: guestSession?.id ?? null,
    visit: visit?.tenant ?? null,
  };
  return Object.fromEntries([
    ...Object.entries(held).map(([source, value]) => [source, usable(value)]),
    ...tagsFor('tenants').map((tag, index) => [tag, usable(owned[index])]),
  ]) as Record<string, string>;
}

/** As it stands in keys: policies put it into them, and no text of a key has a wildcard. What AWS would not take names nothing. */
function usable(value: string | null | undefined): string {
  const text = typeof value === 'string' ? keyText(value) : null;
  return text !== null && text.length <= TAG_LENGTH ? text : NOBODY;
}
