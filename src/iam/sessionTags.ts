import { hash } from 'node:crypto';
import type { HoldingSource } from '../access/AccessConfiguration';
import { pseudonym } from '../identity/pseudonym';
import { keyText } from '../storage/keyValues';

/** How many tenants a session can name at most: AWS takes 50 tags, and a policy refers to each of them. */
export const TENANT_TAGS = 20;
/**
 * How long the texts of these tenants may be together. AWS packs the tags of a session, and refuses what is too big packed; it does not say
 * how big that is, so this is half of the 2,048 characters that it takes of plain policies
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
 */
export const TENANT_CHARACTERS = 1024;
/** No value stands in a key like this, so a tag that says nothing matches no partition. */
const NOBODY = '=';
/** What AWS takes of one tag. */
const TAG_LENGTH = 256;

/** Values, as they are, by what makes them somebody's. */
export type Values = ReadonlyMap<HoldingSource, ReadonlySet<string>>;

/** The tags in which a caller's session says what the caller holds by this source. */
export function tagsFor(source: HoldingSource): readonly string[] {
  if (source !== 'tenants') return [source];
  return Array.from({ length: TENANT_TAGS }, (_, index) => `tenant${String(index + 1)}`);
}

/** A value's text as it stands in keys: policies put it into them, and no text of a key has a wildcard. `null`: AWS takes no such tag. */
export function tagText(value: string): string | null {
  const text = keyText(value);
  return text !== null && text.length <= TAG_LENGTH ? text : null;
}

/**
 * The tags of a session that names these values. The role's policies refer to tags by all of `sources`; each of those is there, whether it
 * says something or nothing. Throws for more tenants than a session can name.
 */
export function sessionTagsOf(sources: readonly HoldingSource[], named: Values): Readonly<Record<string, string>> {
  return Object.fromEntries(
    sources.flatMap((source) => {
      const texts = [...(named.get(source) ?? [])].flatMap((value) => tagText(value) ?? []).sort();
      const tags = tagsFor(source);
      if (texts.length > tags.length)
        throw new RangeError(`a session names at most ${String(tags.length)} ${source}, got ${String(texts.length)}`);
      return tags.map((tag, index) => [tag, texts[index] ?? NOBODY] as const);
    }),
  );
}

/** Tenants, by as many as one session can name, or fewer. The same tenants make the same parts, whatever order they come in. */
export function tenantParts(tenants: Iterable<string>, most = TENANT_TAGS): string[][] {
  const parts: string[][] = [];
  let characters = Infinity;
  for (const tenant of [...tenants].sort()) {
    const { length } = tagText(tenant) ?? '';
    if (characters + length > TENANT_CHARACTERS || parts.at(-1)?.length === most) {
      parts.push([]);
      characters = 0;
    }
    parts.at(-1)?.push(tenant);
    characters += length;
  }
  return parts;
}

/** What AWS takes in the name of a session, and what cannot be an e-mail address. */
const PLAIN = /^[\w.-]{1,50}$/;

/**
 * What AWS writes into its own log as who asked: of one caller's session the pseudonym by which the lines of ours name them, of one that
 * callers share the tenants that it names, or that it names none. 2 to 64 characters; nothing personal.
 */
export function sessionNameOf(named: Values): string {
  const one = (source: HoldingSource): string | undefined => [...(named.get(source) ?? [])][0];
  const caller = one('subject') ?? one('guestSession');
  if (caller !== undefined) return `caller=${pseudonym(caller)}`;
  const tenants = [...new Set([...(named.get('tenants') ?? []), ...(named.get('visit') ?? [])])].sort();
  const [first, ...others] = tenants;
  if (first === undefined) return 'everybody';
  if (others.length === 0 && PLAIN.test(first)) return `tenant=${first}`;
  return `tenants=${String(tenants.length)},${hash('sha256', tenants.join('\n'), 'hex').slice(0, 12)}`;
}
