import { ArgumentError } from '../src/loading/ListReader';
import { DAY_MS, dayRange, startOfDay, toDay, type DayRange } from './dayRange';

/*
 * The figures of the platform are shown for closed days only, and a closed day never changes again: whoever asks again and again sees
 * whole days appear, and no order.
 *
 * A request belongs to the day on which it came, and may still be under way when that day is over. So a day closes in two steps. For
 * a quarter of an hour after its end it still takes what concerns its own orders: by then whatever was placed on it is written or
 * given up, since no request lasts longer than ten minutes. What comes later is booked on the day on which it comes. After half an
 * hour all that was booked on the day is written, and the day is shown.
 */
const MINUTE_MS = 60_000;
const BOOKED_AFTER_MS = 15 * MINUTE_MS;
export const CLOSED_AFTER_MS = 30 * MINUTE_MS;

/** Whether the platform's figures of the day (UTC) still take what happens at `now`. */
export function takesBookings(day: string, now: Date): boolean {
  return now.getTime() < Date.parse(day) + DAY_MS + BOOKED_AFTER_MS;
}

/** The last day (UTC) that is closed. */
export function lastClosedDay(now: Date): string {
  return toDay(startOfDay(new Date(now.getTime() - CLOSED_AFTER_MS)) - DAY_MS);
}

/** The day (UTC) of a moment. */
export function dayAt(moment: Date): string {
  return toDay(moment.getTime());
}

/**
 * The closed days of the range that is asked for. `to` is the last closed day unless told, and at most that; the range is 30 days unless
 * told. Throws {@link ArgumentError} where no day of the range is closed yet.
 */
export function closedDayRange(from: Date | null | undefined, to: Date | null | undefined, now: Date): DayRange {
  const day = lastClosedDay(now);
  const last = Date.parse(day);
  if (from && startOfDay(from) > last) {
    throw new ArgumentError(
      'from',
      `The last day with figures is ${day}. Expected \`from\` to be that day or an earlier one.`,
    );
  }
  return dayRange(from, new Date(Math.min(to?.getTime() ?? last, last)), now);
}
