import type { UserError } from '../../schema/UserError';
import { retryOnConflict } from '../../src/loading/retryOnConflict';
import type { Write } from '../../src/storage/writes';
import type { FieldgateContext } from '../Services';
import { notFound, ownershipCheck } from '../ordering/ownership';

/** A change that an owner makes of a shop, or of something in it. */
export interface OwnersChange {
  readonly shopId: string;
  /** What the owner named, in the words of a refusal. */
  readonly what: 'product' | 'shop';
  readonly writes: readonly Write[];
  /**
   * Looks why a requirement of the writes did not hold: what a person can mend, nothing where all is as wanted already, `null` where nothing
   * is in the way any more. May throw.
   */
  readonly explain: () => Promise<readonly UserError[] | null>;
}

/**
 * Makes the change in one transaction, bound to the caller's owning the shop at that moment; gives why it did not, or nothing. Nothing is read
 * before, but who owns what. Throws `NOT_FOUND` for another's shop.
 */
export async function changeAsOwner(
  context: FieldgateContext,
  { shopId, what, writes, explain }: OwnersChange,
): Promise<readonly UserError[]> {
  const check = await ownershipCheck(context, shopId, what);
  return retryOnConflict(async () => {
    const { isMade } = await context.writer.attempt([check, ...writes]);
    if (isMade) return [];
    const [ownership] = await context.writer.facts([check.key], []);
    if (!ownership) throw notFound(what);
    return explain();
  });
}
