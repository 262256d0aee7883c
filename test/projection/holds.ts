import * as fc from 'fast-check';
import { runs, untilMet } from '../support/runs';

/**
 * Fails where the property does not hold, or where a kind of case in `met` stays rare. SHRINK=1 looks for the smallest counter-example, for
 * minutes; RUNS sets how long to look for one.
 */
export async function holds<T>(
  property: fc.IAsyncProperty<T>,
  met: Readonly<Record<string, number>>,
  times: { readonly test: number; readonly soak: number },
): Promise<void> {
  const numRuns = Number(process.env.RUNS ?? runs(times));
  const endOnFailure = process.env.SHRINK === undefined;
  await untilMet({ met, times: 10 }, () => fc.assert(property, { numRuns, endOnFailure }));
}
