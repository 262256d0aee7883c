/**
 * All linear combinations of some integer vectors of one length, exact: integers only, and it throws before one is rounded.
 * What somebody can compute from sums that they were told is the row space of these sums.
 */
export class RowSpace {
  private readonly rows = new Map<number, readonly number[]>();

  add(vector: readonly number[]): void {
    const rest = this.rest(vector);
    const pivot = rest.findIndex((value) => value !== 0);
    if (pivot >= 0) this.rows.set(pivot, rest);
  }

  contains(vector: readonly number[]): boolean {
    return this.rest(vector).every((value) => value === 0);
  }

  /** A multiple of `vector` less multiples of the rows, without their pivots. */
  private rest(vector: readonly number[]): readonly number[] {
    let rest = vector;
    for (let column = 0; column < vector.length; column += 1) {
      const row = this.rows.get(column);
      if (row && rest[column] !== 0) rest = eliminate(rest, row, column);
    }
    return rest;
  }
}

function eliminate(vector: readonly number[], row: readonly number[], column: number): readonly number[] {
  const [factor, pivot] = [vector[column]!, row[column]!];
  const rest = vector.map((value, index) => value * pivot - row[index]! * factor);
  if (!rest.every(Number.isSafeInteger)) throw new RangeError('A number grew too large to be exact.');
  const divisor = rest.reduce(greatestCommonDivisor, 0) || 1;
  return rest.map((value) => value / divisor);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}
