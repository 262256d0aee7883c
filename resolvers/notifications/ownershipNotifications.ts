import { ownershipKey } from '../../schema/keys';
import type { Change } from '../../src/changes/Change';
import { storedKind } from '../../src/changes/storedChange';
import { matchKey } from '../../src/storage/keys';
import type { Notification } from '../../src/notifications/Notification';

const NEWS: Readonly<Partial<Record<Change['kind'], readonly [subject: string, verb: string]>>> = {
  created: ['A shop has a new owner', 'owns'],
  deleted: ['A shop has lost an owner', 'does not own'],
};

/** Who owns what is an operator's doing alone: each is told, so that one which nobody of them has done is noticed. */
export function ownershipNotifications({ key, kind, sequence }: Change): Notification[] {
  const { subject: owner, shopId } = matchKey(ownershipKey, key) ?? {};
  const [subject, verb] = NEWS[kind] ?? [];
  if (owner === undefined || shopId === undefined || subject === undefined || verb === undefined) return [];
  const text = `The user ${owner} ${verb} the shop ${shopId} now. If none of you has run "npm run grant", see docs/operations.md.`;
  return [{ id: `ownership-${storedKind(kind)}-${shopId}-${sequence}`, to: { kind: 'operators' }, subject, text }];
}
