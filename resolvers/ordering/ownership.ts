import { ownershipKey } from '../../schema/keys';
import { PublicError } from '../../src/response/errors';
import { fillKey } from '../../src/storage/keys';
import { EXISTS, type Write } from '../../src/storage/writes';
import type { FieldgateContext } from '../Services';

/** The answer to whoever names an item that is not there, or not theirs. */
export function notFound(what: string): PublicError {
  return new PublicError('NOT_FOUND', `There is no such ${what}, or it is not yours.`);
}

/**
 * Binds a write to the caller's owning the shop at the moment of the write: goes into the same transaction. Throws `NOT_FOUND` where it is known
 * already that they do not, so that another's shop answers like one that does not exist.
 */
export async function ownershipCheck({ callerFacts }: FieldgateContext, shopId: string, what: string): Promise<Write> {
  const { subject } = callerFacts.caller;
  const owned = await callerFacts.tenants();
  if (subject === null || !owned.has(shopId)) throw notFound(what);
  return { kind: 'check', key: fillKey(ownershipKey, { subject, shopId }), require: [EXISTS] };
}
