import * as fc from 'fast-check';

/** Draws from fast-check step by step, so that a random thing can be built in plain code and still be replayed and shrunk. */
export class Dice {
  static readonly arbitrary: fc.Arbitrary<Dice> = fc.gen().map((draw) => new Dice(draw));

  private constructor(private readonly draw: fc.GeneratorValue) {}

  /** From 0 to `below` - 1. */
  upTo(below: number): number {
    return this.draw(fc.nat, below - 1);
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.upTo(100) < percent;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.upTo(from.length)];
    if (picked === undefined) throw new RangeError('expected something to pick from');
    return picked;
  }

  /** Each of them in half of the cases. */
  some<T>(from: readonly T[]): T[] {
    return from.filter(() => this.chance(50));
  }

  /** All of them, in another order. */
  shuffled<T>(all: readonly T[]): T[] {
    const left = [...all];
    return all.flatMap(() => left.splice(this.upTo(left.length), 1));
  }

  times<T>(atLeast: number, atMost: number, make: (index: number) => T): T[] {
    return Array.from({ length: atLeast + this.upTo(atMost - atLeast + 1) }, (_, index) => make(index));
  }
}
