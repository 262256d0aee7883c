/**
 * Which figures over whole days may be shown, so that no figure of a small group can be computed from all that are shown.
 *
 * Every figure over the days a to b is a difference of two running totals: the one at the cut after b less the one at the cut
 * before a. So what matters is which running totals are known at which cuts. That depends on the days before a cut and on
 * nothing else, never on the range that is asked for: any number of ranges together tell no more than the known cuts do.
 *
 * 1. A day is publishable for a figure if at least `minimum` distinct shops and as many distinct buyers stand behind it, empty if
 *    none do, else small. A cut is sealed for a figure if its latest day that is not empty was small: whatever is shown then
 *    reaches from a publishable day to a publishable day, and a small day is only ever seen in one sum with such a day.
 * 2. The total less the parts that are shown gives the rest. So on each day on which the total is publishable while any part is
 *    sealed, the sealed parts that sold on that day must be publishable together; if they are not, the publishable part with the
 *    fewest shops is sealed as well (equal ones: the first by name).
 *
 * 3. A range of which not all can be shown is answered with its published part: from the first cut of it that is not sealed to the last
 *    one. That, too, is a difference of two known running totals, and the answer of a range that begins and ends there. How many of
 *    its days are left out tells where cuts are sealed, as do the ranges that answer nothing.
 *
 * What this guarantees: if the sum over any set of (part, day) cells, whatever its shape, follows from what is shown, even for
 * someone who knows which cells are empty, then at least `minimum` shops and buyers stand behind that set.
 * Why: take the latest day D on which the set has orders. If one of its cells of D is publishable, so is the set; likewise if it
 * holds all sealed parts of D, where the total is publishable. Otherwise each of its cells of D is sealed, and at the first cut
 * at which the total is known, D's own or a later one, a part that is not in the set was sealed by rule 2. Now count one order
 * more in a cell of D, and one fewer in that other part. When one of the two sells again, its new running total is left alone,
 * and a part that rule 2 sealed on that very day evens the total out in its place. Every known running total stays the same; the
 * sum over the set does not: it did not follow from them.
 *
 * A total may be shown in parts in several ways, such as by category and by kind of buyer, each judged by these rules on its own. Together
 * they tell no more, for someone who knows which parts had orders on a day, but not which part of one way met which of the
 * other. Take D as above, and let the set have cells (category, kind, day). On a day after D the set has none, so what is added up
 * comes to zero in every cell that both of its parts had orders for: where two kinds did, their running totals
 * come in with the same factor, which is the total's. A kind that alone had orders on a day added just what the total did. So from D on
 * the kinds add nothing, unless both were publishable on D itself; then the set is whole kinds of D, or whole categories
 * as before.
 *
 * This holds for days that are closed: whoever asks before and after a single order would see that order. On a closed day an order may
 * be taken off that was placed on an earlier one: more shops and buyers stand behind the day than are counted, never fewer, and a day
 * on which nothing else happened is small.
 *
 * What it does not guarantee: a publishable sum still bounds
 * its parts, the more narrowly the nearer it is to the minimum. One shop may dominate a group, and a person with several guest
 * sessions counts as several buyers. Distinct counts cannot be added up, so a group that reaches the minimum only over several
 * days counts as small. Who knows of a category that no customer (or no guest) ever buys there has one equation more, between the two ways
 * of showing the total in parts.
 */

/** What one day adds to a figure, exact, and how many distinct shops and buyers stand behind that. */
export interface DailyFigure {
  readonly amount: bigint;
  readonly shops: number;
  readonly buyers: number;
}

/** How many stand behind a figure. */
type Group = Pick<DailyFigure, 'shops' | 'buyers'>;

/** One day of a total and of the parts that add up to it. A total that is not shown in parts has none. */
export interface Day {
  readonly total: DailyFigure;
  readonly parts: ReadonlyMap<string, DailyFigure>;
}

/** For which figures the boundary between two days is sealed: their ranges may neither end nor begin there. */
export interface Cut {
  readonly total: boolean;
  readonly parts: ReadonlySet<string>;
}

/** A figure as it may be shown: zero where there is nothing, `null` where there is something that is withheld. */
export interface Cell {
  readonly amount: bigint | null;
  readonly suppressed: boolean;
}

/** A figure over a range of days: what of it may be shown. */
export interface RangeCell extends Cell {
  /** The positions of the first day that is in it, and of the first one after; empty where nothing may be shown. */
  readonly covered: readonly [first: number, end: number];
  /** Days on which something happened that is not in it. */
  readonly withheldDays: number;
}

export interface Release {
  readonly total: RangeCell;
  readonly byDay: readonly Cell[];
  readonly parts: ReadonlyMap<string, RangeCell>;
}

/** The cut before the very first day. */
export const NOTHING_SEALED: Cut = { total: false, parts: new Set() };

/** The most that can be sealed at a cut of which nothing is known. What it lets through is right whatever came before. */
export function everythingSealed(parts: Iterable<string>): Cut {
  return { total: true, parts: new Set(parts) };
}

/** The cut after `days`, in order. Days without orders may be left out: they change nothing. */
export function cutAfter(days: readonly Day[], before: Cut, minimum: number): Cut {
  return days.reduce((cut, day) => nextCut(cut, day, minimum), before);
}

/** The figures over `days`, all of them in order, as far as they may be shown; `before` is the cut before the first. */
export function release(days: readonly Day[], before: Cut, minimum: number): Release {
  const cuts = [before];
  for (const [index, day] of days.entries()) cuts.push(nextCut(cuts[index] ?? before, day, minimum));
  const totals = days.map(({ total }) => total);
  const isSealed = cuts.map(({ total }) => total);
  return {
    total: rangeCell(totals, isSealed),
    byDay: totals.map((total, index) => shownCell(rangeCell([total], isSealed.slice(index, index + 2)))),
    parts: partCells(days, cuts),
  };
}

function partCells(days: readonly Day[], cuts: readonly Cut[]): Map<string, RangeCell> {
  const names = new Set(days.flatMap(({ parts }) => [...parts.keys()]));
  const figures = (name: string) => days.map(({ parts }) => parts.get(name) ?? NONE);
  const isSealed = (name: string) => cuts.map(({ parts }) => parts.has(name));
  return new Map([...names].map((name) => [name, rangeCell(figures(name), isSealed(name))]));
}

const NONE: DailyFigure = { amount: 0n, shops: 0, buyers: 0 };

/** `isSealed` tells it of the cut before each of the days, and of the one after the last. */
function rangeCell(figures: readonly DailyFigure[], isSealed: readonly boolean[]): RangeCell {
  const [first, end] = [isSealed.indexOf(false), isSealed.lastIndexOf(false)];
  const isCovered = (index: number) => first !== -1 && index >= first && index < end;
  const happened = figures.flatMap((figure, index) => (isEmpty(figure) ? [] : [index]));
  const shown = happened.filter(isCovered);
  const withheldDays = happened.length - shown.length;
  if (happened.length === 0) return { amount: 0n, suppressed: false, covered: [0, figures.length], withheldDays };
  if (shown.length === 0) return { amount: null, suppressed: true, covered: [0, 0], withheldDays };
  const amount = shown.reduce((sum, index) => sum + (figures[index]?.amount ?? 0n), 0n);
  return { amount, suppressed: false, covered: [first, end], withheldDays };
}

function shownCell({ amount, suppressed }: RangeCell): Cell {
  return { amount, suppressed };
}

function nextCut(before: Cut, day: Day, minimum: number): Cut {
  const sold = [...day.parts].filter(([, figure]) => !isEmpty(figure));
  const small = sold.filter(([, figure]) => !isPublishable(figure, minimum)).map(([name]) => name);
  const resting = [...before.parts].filter((name) => !sold.some(([part]) => part === name));
  const total = isEmpty(day.total) ? before.total : !isPublishable(day.total, minimum);
  const isComplementShown = !isEmpty(day.total) && !total && small.length + resting.length > 0;
  const company = isComplementShown ? companyOf(small, sold, day.total, minimum) : [];
  return { total, parts: new Set([...resting, ...small, ...company]) };
}

type NamedFigure = readonly [name: string, figure: DailyFigure];

/** The part to be sealed along with the `small` ones, lest the total give them away: one at most, and none if they need none. */
function companyOf(
  small: readonly string[],
  sold: readonly NamedFigure[],
  total: DailyFigure,
  minimum: number,
): string[] {
  const [smallOnes, others] = [
    sold.filter(([name]) => small.includes(name)),
    sold.filter(([name]) => !small.includes(name)),
  ];
  if (small.length > 0 && isPublishable(leastGroup(smallOnes, others, total), minimum)) return [];
  return others
    .sort(byShopsThenName)
    .slice(0, 1)
    .map(([name]) => name);
}

/** How many shops and buyers there are at least behind some parts together: the distinct counts of parts may overlap. */
function leastGroup(parts: readonly NamedFigure[], others: readonly NamedFigure[], total: DailyFigure): Group {
  const least = (count: (figure: Group) => number) => {
    const withoutOthers = others.reduce((rest, [, figure]) => rest - count(figure), count(total));
    return Math.max(0, withoutOthers, ...parts.map(([, figure]) => count(figure)));
  };
  return { shops: least(({ shops }) => shops), buyers: least(({ buyers }) => buyers) };
}

/** By shops rather than by orders: they change little from day to day, so it is mostly the same part that is withheld. */
function byShopsThenName([a, { shops: x }]: NamedFigure, [b, { shops: y }]: NamedFigure): number {
  return x - y || (a < b ? -1 : 1);
}

function isEmpty({ amount, shops, buyers }: DailyFigure): boolean {
  return amount === 0n && shops === 0 && buyers === 0;
}

function isPublishable({ shops, buyers }: Group, minimum: number): boolean {
  return shops >= minimum && buyers >= minimum;
}
