import type { DocumentNode } from 'graphql';
import { getOrInsert } from '../../maps/getOrInsert';
import { PublicError } from '../../response/errors';
import { measureDocument, type DocumentSize } from './measureDocument';
import { limitFor, type PerRole } from '../../configuration/perRole';
import { recursionOf } from './recursionOf';

/** What one document may be at most, by role. */
export interface DocumentLimits {
  readonly tokens: PerRole;
  readonly depth: PerRole;
  readonly aliases: PerRole;
  readonly directives: PerRole;
  readonly fields: PerRole;
  readonly recursion: PerRole;
  /** Of one number or text, in the document or in its variables, in UTF-16 code units. */
  readonly text: PerRole;
}

/** Of every document, whoever sends it. */
export const DOCUMENT_LIMITS = {
  /** Clients send the operations of one screen; thousands are sent to keep the server busy. */
  operations: 20,
  /** Each error of an answer tells its line, for which graphql-js counts lines from the first. */
  lines: 5000,
  /** An alias stands in an answer once for each object, and in the path of each of its errors. */
  nameLength: 128,
} as const;

const WORDS: Readonly<Record<Exclude<keyof DocumentSize, 'name' | 'text'> | 'recursion', string>> = {
  tokens: 'tokens',
  operations: 'operations',
  lines: 'lines',
  aliases: 'aliases',
  directives: 'directives',
  depth: 'levels of fields',
  fields: 'fields, fragments spread out',
  recursion: 'times the same field on one path',
};

/** Measured once for as long as the document is kept: the same few come again and again. */
const sizes = new WeakMap<DocumentNode, DocumentSize>();
const recursions = new WeakMap<DocumentNode, number>();

/**
 * Throws a {@link PublicError} with code `QUERY_TOO_COMPLEX`, and what came and what is taken in its message, where the document is
 * larger than the roles allow; with code `BAD_USER_INPUT` where a name or text in it is longer. Knows no schema: it runs before validation,
 * which itself is dear for documents made to be so.
 */
export function assertWithin(document: DocumentNode, limits: DocumentLimits, roles: readonly string[]): void {
  const size = getOrInsert(sizes, document, () => measureDocument(document));
  refuseLong('name', size.name, DOCUMENT_LIMITS.nameLength);
  refuseLong('text', size.text, limitFor(limits.text, roles));
  refuseAbove('operations', size.operations, DOCUMENT_LIMITS.operations);
  refuseAbove('lines', size.lines, DOCUMENT_LIMITS.lines);
  for (const name of ['tokens', 'aliases', 'directives', 'depth', 'fields'] as const)
    refuseAbove(name, size[name], limitFor(limits[name], roles));
  refuseAbove(
    'recursion',
    getOrInsert(recursions, document, () => recursionOf(document)),
    limitFor(limits.recursion, roles),
  );
}

function refuseAbove(name: keyof typeof WORDS, came: number, limit: number): void {
  if (came <= limit) return;
  throw new PublicError('QUERY_TOO_COMPLEX', `Expected at most ${String(limit)} ${WORDS[name]}, got ${String(came)}.`, {
    limit: name,
    maximum: limit,
  });
}

/** `came` is the length of the longest; nothing of it is told. */
export function refuseLong(what: 'name' | 'text', came: number, limit: number): void {
  if (came <= limit) return;
  throw new PublicError(
    'BAD_USER_INPUT',
    `Expected ${what}s of at most ${String(limit)} characters, got one of ${String(came)}.`,
    { limit: what, maximum: limit },
  );
}
