import { noticesOf, type NoticeSources } from '../../../resolvers';
import type { DeadLetter } from '../../storage/notices/DeadLetters';
import type { Draft, Notice } from '../../storage/notices/Notice';
import { newsOfId } from './OperatorNews';

/** The notice that was given up, made again of what it told of; `null` where that is not there any more. */
export async function remadeNotice({ id, change }: DeadLetter, sources: NoticeSources): Promise<Notice | Draft | null> {
  const notices = change ? await noticesOf(change, sources) : [];
  return notices.find((notice) => notice.id === id) ?? newsOfId(id);
}
