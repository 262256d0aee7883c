import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Price {
  readonly usd: number;
  readonly per: number;
  readonly source: string;
}

/** What AWS asks for, and what cannot be recorded here. */
interface Prices {
  readonly region: string;
  readonly writtenOn: string;
  readonly monthHours: number;
  readonly prices: Readonly<Record<string, Price>>;
  readonly assumptions: {
    /** Of one request, by its kind. */
    readonly functionMilliseconds: Readonly<Record<string, number>>;
    /** Of one request, beside the API's own: the gateway's line and Lambda's. */
    readonly otherLogBytes: number;
    /** Of the table's stream; DynamoDB splits them as the table grows. */
    readonly streamShards: number;
    /** So often in its duration a lease is kept. */
    readonly leaseKeptTimes: number;
    /** So many of a hundred requests. */
    readonly mix: Readonly<Record<string, number>>;
  };
  /** Kinds of resources that cost nothing while nobody uses them. */
  readonly byUse: readonly string[];
  readonly free: readonly string[];
}

export const PRICES = JSON.parse(readFileSync(join(__dirname, '../../../deploy/prices.json'), 'utf8')) as Prices;

/** In dollars. */
export function costOf(name: string, amount: number): number {
  const price = PRICES.prices[name];
  if (!price) throw new Error(`expected a price of ${name} in deploy/prices.json`);
  return (price.usd / price.per) * amount;
}
