import { PublicError } from '../../src/response/errors';
import type { FieldgateContext } from '../Services';

const REQUIRES = 'a current visit token of this shop (header x-visit-token)';

/**
 * The shop that the caller is in, and the serial that proves it. Throws `FORBIDDEN` unless a current visit token of that very shop was
 * presented; a shop that does not exist answers the same.
 */
export async function assertVisit(
  { callerFacts }: FieldgateContext,
  shopId: string,
  when: 'first' | 'again' = 'first',
): Promise<{ shopId: string; serial: number }> {
  const { visit } = callerFacts.caller;
  if (when === 'again') callerFacts.forgetVisit();
  const visited = await callerFacts.visited();
  if (visit?.tenant !== shopId || !visited.has(shopId)) {
    throw new PublicError('FORBIDDEN', `To order, send ${REQUIRES}.`, {
      coordinate: 'Mutation.placeOrder',
      requires: REQUIRES,
    });
  }
  return { shopId, serial: visit.serial };
}
