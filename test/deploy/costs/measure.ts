import type { DeployedApi } from './DeployedApi';
import type { Operation } from './operations';
import { limitUnits, unitsOf, type Units } from './units';

/** What one operation takes. */
export interface Measured extends Units {
  readonly operation: Operation;
  /** Writes of the table of rate limits, on average of {@link IN_A_ROW} by one caller at one instance in a window. */
  readonly limitsInARow: number;
  /** Of what the API logs. */
  readonly logBytes: number;
}

export const IN_A_ROW = 20;

/** As a caller asks whom this instance has not met yet. The clock has to stand still: else a window may end meanwhile. */
export async function measure({ api, rateLimits }: DeployedApi, operation: Operation): Promise<Measured> {
  const ask = await operation.by({ api, rateLimits });
  const logged = api.log.written.length;
  const first = await unitsOf(await ask(), rateLimits);
  // A line is written before its answer is handed on by the function.
  const lines = api.log.written.slice(logged);
  let { limits } = first;
  for (let times = 1; times < IN_A_ROW; times += 1) limits += limitUnits(await ask(), rateLimits);
  return {
    ...first,
    operation,
    limitsInARow: limits / IN_A_ROW,
    logBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(steady(line)), 0),
  };
}

/** How long something took has more digits today than tomorrow. */
function steady(line: string): string {
  return line.replaceAll(/:\d+(\.\d+)?/g, ':100');
}
