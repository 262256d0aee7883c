/** A string of an item. Throws at anything else: a number is no text that somebody wrote. The message says nothing of the value. */
export function storedText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected a stored string, got a value of type ${typeof value}`);
}

/** A day and a time of it, with the offset from UTC (RFC 3339). */
const TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;

/** A moment of an item, as text. Throws at anything else: a number says not in which unit it counts, and 30 February is no day. */
export function storedTime(value: unknown): string {
  const text = storedText(value);
  const day = TIME.exec(text)?.[1];
  if (day !== undefined && isDay(day) && !Number.isNaN(Date.parse(text))) return text;
  throw new TypeError('expected a stored time, such as "2026-01-31T12:00:00Z", got another text');
}

/** JavaScript takes 30 February for 2 March. Every month has 28 days: most need no look at the calendar. */
function isDay(day: string): boolean {
  if (Number(day.slice(-2)) <= 28) return true;
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
