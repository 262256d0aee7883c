import type { DeadLetter } from './DeadLetters';
import type { Draft, Notice } from './Notice';
import type { NoticeRules, NoticeSources } from './noticeSources';
import { newsOfId } from './OperatorNews';

/** The notice that was given up, made again of what it told of; `null` where that is not there any more. */
export async function remadeNotice(
  { id, change }: DeadLetter,
  rules: NoticeRules,
  sources: NoticeSources,
): Promise<Notice | Draft | null> {
  const notices = change ? await rules.noticesOf(change, sources) : [];
  return notices.find((notice) => notice.id === id) ?? newsOfId(id);
}
