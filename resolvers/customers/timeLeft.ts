import type { FieldgateContext } from '../Services';

/** The part of a request's time that is kept for the answer. */
const KEPT = 0.25;

/** Whether there is time for another step of a long work, and for the answer after it. */
export function isTimeLeft({ now, deadline }: FieldgateContext): boolean {
  const kept = KEPT * (deadline.getTime() - now.getTime());
  return Date.now() + kept < deadline.getTime();
}
