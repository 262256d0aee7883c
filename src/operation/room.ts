import { bytesOf } from '../response/answerBytes';
import type { Answer } from './Answer';
import type { OperationContext } from './contexts';

/**
 * What tells of an answer may be larger than the answer. Where both together are larger than an answer may be, the explanation and the cost of
 * each field are left out, and that is said in their place.
 */
export function withinRoom(
  answer: Answer,
  { explain, costDebug }: Pick<OperationContext, 'explain' | 'costDebug'>,
  maxBytes: number,
): Answer {
  if ((explain === null && !costDebug) || bytesOf(answer) <= maxBytes) return answer;
  const { explain: explained, cost, ...others } = answer.extensions ?? {};
  const { fields, ...costs } = (cost ?? {}) as Readonly<Record<string, unknown>>;
  const names = [...(explained === undefined ? [] : ['explain']), ...(fields === undefined ? [] : ['cost.fields'])];
  const extensions = {
    ...others,
    ...(cost !== undefined && { cost: costs }),
    omitted: `Left out, since the answer would have more than ${String(maxBytes)} bytes: ${names.join(', ')}.`,
  };
  return { ...answer, extensions };
}
