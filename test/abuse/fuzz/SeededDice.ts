import { draws } from '../../support/faultPatterns';

/** Chance that comes out the same for the same seed, and costs next to nothing: a run throws it some millions of times. */
export class SeededDice {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = draws(seed);
    // Seeds that follow each other give sequences that have nothing in common.
    for (let round = 0; round < 4; round += 1) this.next();
  }

  /** From 0 to `below` - 1. */
  upTo(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.next() * 100 < percent;
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('expected something to pick from');
    return from[this.upTo(from.length)]!;
  }

  /** Each of them in `percent` of the cases. */
  some<T>(from: readonly T[], percent: number): T[] {
    return from.filter(() => this.chance(percent));
  }

  times<T>(atLeast: number, atMost: number, make: (index: number) => T): T[] {
    return Array.from({ length: atLeast + this.upTo(atMost - atLeast + 1) }, (_, index) => make(index));
  }
}
