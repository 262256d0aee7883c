import * as fc from 'fast-check';
import {
  cutAfter,
  NOTHING_SEALED,
  release,
  type Cell,
  type Day,
  type RangeCell,
  type Release,
} from '../../resolvers/suppression';
import { runs } from '../support/runs';
import { RowSpace } from './RowSpace';
import {
  cellOfWorld,
  daysOfWorld,
  isSmall,
  partsOf,
  unite,
  worlds,
  type TradingCell,
  type TradingWorld,
} from './tradingWorld';

const SMALL_WORLDS = worlds({ parts: ['A', 'B', 'C', 'D'], days: 7, shops: 7, buyers: 4 });
const TINY_WORLDS = worlds({ parts: ['A', 'B', 'C'], days: 4, shops: 4, buyers: 3 });

interface Answer {
  readonly first: number;
  readonly last: number;
  readonly figures: Release;
}

/** Every range of days there is, asked one by one, as callers would. */
function allAnswers(world: TradingWorld, days: readonly Day[] = daysOfWorld(world)): Answer[] {
  return ranges(days.length).map(([first, last]) => ({
    first,
    last,
    figures: release(
      days.slice(first, last + 1),
      cutAfter(days.slice(0, first), NOTHING_SEALED, world.minimum),
      world.minimum,
    ),
  }));
}

function ranges(days: number): [number, number][] {
  return Array.from({ length: days }, (_, first) =>
    Array.from({ length: days - first }, (__, more): [number, number] => [first, first + more]),
  ).flat();
}

/** Base cells (day and part) with orders in them: the unknowns. Empty cells are taken as known to everybody. */
class Unknowns {
  readonly cells: readonly { readonly day: number; readonly part: string; readonly cell: TradingCell }[];

  constructor(readonly world: TradingWorld) {
    this.cells = world.buyersByDay.flatMap((_, day) =>
      partsOf(world).flatMap((part) => {
        const cell = cellOfWorld(world, day, part);
        return cell.orders > 0 ? [{ day, part, cell }] : [];
      }),
    );
  }

  /** The sum over some parts and days, as a vector over the unknowns. */
  sum(parts: readonly string[], first: number, last: number): number[] {
    return this.cells.map(({ day, part }) => (parts.includes(part) && day >= first && day <= last ? 1 : 0));
  }

  /** Who is behind a sum. */
  group(vector: readonly number[]): TradingCell {
    return unite(this.cells.filter((_, index) => vector[index] === 1).map(({ cell }) => cell));
  }
}

interface Figure {
  readonly cell: Cell;
  readonly vector: number[];
}

function figuresIn({ first, last, figures }: Answer, unknowns: Unknowns): Figure[] {
  const all = partsOf(unknowns.world);
  const shownOf = (parts: readonly string[], cell: RangeCell): Figure => ({
    cell,
    vector: unknowns.sum(parts, ...daysShown(cell, first, last)),
  });
  return [
    shownOf(all, figures.total),
    ...figures.byDay.map((cell, index) => ({ cell, vector: unknowns.sum(all, first + index, first + index) })),
    ...all.map((part) => shownOf([part], figures.parts.get(part)!)),
  ];
}

/** The first and the last day that the figure is about; of one that is withheld, those that were asked for. */
function daysShown({ covered: [from, end], suppressed }: RangeCell, first: number, last: number): [number, number] {
  return suppressed ? [first, last] : [first + from, first + end - 1];
}

function told(world: TradingWorld, unknowns: Unknowns): RowSpace {
  const space = new RowSpace();
  for (const answer of allAnswers(world)) {
    for (const { cell, vector } of figuresIn(answer, unknowns)) if (!cell.suppressed) space.add(vector);
  }
  return space;
}

function subsets<Element>(elements: readonly Element[]): Element[][] {
  return elements.reduce<Element[][]>((sets, element) => [...sets, ...sets.map((set) => [...set, element])], [[]]);
}

describe('all answers for all ranges together', () => {
  it('let nobody compute a sum of days, of a part, of several or of the total, that stands for too few', () => {
    fc.assert(
      fc.property(SMALL_WORLDS, (world) => {
        const unknowns = new Unknowns(world);
        const space = told(world, unknowns);
        for (const parts of subsets(partsOf(world))) {
          for (const [first, last] of ranges(world.buyersByDay.length)) {
            const vector = unknowns.sum(parts, first, last);
            if (!isSmall(unknowns.group(vector), world.minimum) || !space.contains(vector)) continue;
            throw new Error(`${parts.join('+')} of days ${first} to ${last} can be computed`);
          }
        }
      }),
      { numRuns: runs({ test: 250, soak: 1_000 }) },
    );
  });

  it('let nobody compute any sum at all that stands for too few, whatever cells it is made of', () => {
    fc.assert(
      fc.property(TINY_WORLDS, (world) => {
        const unknowns = new Unknowns(world);
        const space = told(world, unknowns);
        for (const set of subsets([...unknowns.cells.keys()])) {
          const vector = unknowns.cells.map((_, index) => (set.includes(index) ? 1 : 0));
          if (!isSmall(unknowns.group(vector), world.minimum) || !space.contains(vector)) continue;
          throw new Error(`a sum over ${JSON.stringify(set.map((index) => unknowns.cells[index]))} can be computed`);
        }
      }),
      { numRuns: runs({ test: 100, soak: 400 }) },
    );
  });

  it('equal a recount where they are shown, are zero exactly where there is nothing, and null where withheld', () => {
    fc.assert(
      fc.property(SMALL_WORLDS, (world) => {
        const unknowns = new Unknowns(world);
        for (const answer of allAnswers(world)) {
          for (const { cell, vector } of figuresIn(answer, unknowns)) {
            const { orders } = unknowns.group(vector);
            const right = orders > 0 && cell.suppressed ? null : orders;
            if ((cell.amount === null ? null : Number(cell.amount)) === right && cell.suppressed === (right === null))
              continue;
            throw new Error(`${String(cell.amount)} where there are ${orders} orders`);
          }
        }
      }),
      { numRuns: runs({ test: 60, soak: 200 }) },
    );
  });

  it('are the published part of a range: the answer for that part alone, and withheld only where no part has one', () => {
    fc.assert(
      fc.property(SMALL_WORLDS, (world) => {
        const answers = allAnswers(world);
        for (const { first, last } of answers) {
          for (const name of ['total', ...partsOf(world)]) {
            const at = (from: number, to: number) => figureNamed(name, answers, from, to);
            expect(isPublishedPart(at(first, last), first, last, at)).toBe(true);
          }
        }
      }),
      { numRuns: runs({ test: 60, soak: 200 }) },
    );
  });

  function figureNamed(name: string, answers: readonly Answer[], from: number, to: number): RangeCell {
    const { figures } = answers.find(({ first, last }) => first === from && last === to)!;
    return name === 'total' ? figures.total : figures.parts.get(name)!;
  }

  function isPublishedPart(
    cell: RangeCell,
    first: number,
    last: number,
    at: (from: number, to: number) => RangeCell,
  ): boolean {
    if (!cell.suppressed) {
      const part = at(...daysShown(cell, first, last));
      return part.amount === cell.amount && part.withheldDays === 0;
    }
    const within = ranges(last - first + 1).map(([from, to]) => at(first + from, first + to));
    return within.every(({ amount, withheldDays }) => withheldDays > 0 || amount === 0n);
  }

  it('never show a figure that itself stands for too few', () => {
    fc.assert(
      fc.property(SMALL_WORLDS, (world) => {
        const unknowns = new Unknowns(world);
        const shown = allAnswers(world).flatMap((answer) =>
          figuresIn(answer, unknowns).filter(({ cell }) => !cell.suppressed),
        );
        expect(shown.filter(({ vector }) => isSmall(unknowns.group(vector), world.minimum))).toEqual([]);
      }),
      { numRuns: runs({ test: 60, soak: 200 }) },
    );
  });

  it('still show most of what they may: half of the sums that are large enough', () => {
    const counts = { large: 0, shown: 0 };
    for (const world of fc.sample(SMALL_WORLDS, { numRuns: 200, seed: 1 })) {
      const unknowns = new Unknowns(world);
      for (const { cell, vector } of allAnswers(world).flatMap((answer) => figuresIn(answer, unknowns))) {
        const group = unknowns.group(vector);
        if (group.orders === 0 || isSmall(group, world.minimum)) continue;
        counts.large += 1;
        if (!cell.suppressed) counts.shown += 1;
      }
    }
    expect(counts.shown / counts.large).toBeGreaterThan(0.5);
  });

  it('show everything where the minimum is 0 or 1', () => {
    fc.assert(
      fc.property(SMALL_WORLDS, fc.constantFrom(0, 1), (world, minimum) => {
        const unknowns = new Unknowns({ ...world, minimum });
        const figures = allAnswers(unknowns.world).flatMap((answer) => figuresIn(answer, unknowns));
        expect(figures.filter(({ cell }) => cell.suppressed)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
