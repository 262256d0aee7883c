import { ownershipKey } from '../../schema/keys';
import type { Change } from '../../src/changes/Change';
import { matchKey } from '../../src/storage/keys';
import type { Notice } from '../../src/notifications/Notice';

const NEWS: Readonly<Partial<Record<Change['kind'], readonly [subject: string, verb: string]>>> = {
  made: ['A shop has a new owner', 'owns'],
  removed: ['A shop has lost an owner', 'does not own'],
};

/** Who owns what is an operator's doing alone: each is told, so that one which nobody of them has done is noticed. */
export function ownershipNotices({ key, kind, sequence }: Change): Notice[] {
  const { subject: owner, shopId } = matchKey(ownershipKey, key) ?? {};
  const [subject, verb] = NEWS[kind] ?? [];
  if (owner === undefined || shopId === undefined || subject === undefined || verb === undefined) return [];
  const text = `The user ${owner} ${verb} the shop ${shopId} now. If none of you has run "npm run grant", see docs/operations.md.`;
  return [{ id: `ownership-${kind}-${shopId}-${sequence}`, to: { kind: 'operators' }, subject, text }];
}
