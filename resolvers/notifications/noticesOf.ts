import type { Change } from '../../src/storage/changes/Change';
import type { Draft, Notice } from '../../src/storage/notices/Notice';
import { orderNotices, type NoticeSources } from './orderNotices';
import { ownershipNotices } from './ownershipNotices';

/** The notices that a change of the table gives rise to. */
export async function noticesOf(change: Change, sources: NoticeSources): Promise<(Notice | Draft)[]> {
  return [...ownershipNotices(change), ...(await orderNotices(change, sources))];
}
