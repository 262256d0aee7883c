import type { NoticeRules } from '../../src/notifications/noticeSources';
import { noticeReads, orderNotices } from './orderNotices';
import { ownershipNotices } from './ownershipNotices';

/** The notices that a change of the table gives rise to. */
export const noticeRules: NoticeRules = {
  reads: noticeReads,
  noticesOf: async (change, sources) => [...ownershipNotices(change), ...(await orderNotices(change, sources))],
};
