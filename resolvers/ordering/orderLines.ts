import { orderLineKey } from '../../schema/keys';
import type { Writer } from '../../src/loading/Writer';
import { fillKey, type Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { storedNumber } from '../../src/storage/storedInteger';
import { storedText } from '../../src/storage/storedText';
import type { Countable } from './tally';

/** Lines are numbered with two digits. */
const MOST_LINES = 99;

interface OrderId {
  readonly shopId: string;
  readonly orderId: string;
}

/** A line's number in its key; positions count from 1. */
export function lineNumber(position: number): string {
  return String(position).padStart(2, '0');
}

/** Throws where an order does not say how many lines it has: with none, or others, it would be another order. */
export function lineCountOf({ lineCount }: Item): number {
  const count = storedNumber(lineCount);
  if (count >= 1 && count <= MOST_LINES) return count;
  throw new RangeError(`expected an order to have 1 to ${String(MOST_LINES)} lines`);
}

/**
 * What an order's lines have taken from stock, and counted for. Throws where it is not all there: one that is missing, one more than the order
 * says, or amounts that do not add up to the order's. A part of an order is never given back as if it were the whole.
 */
export async function linesOf(writer: Writer, id: OrderId, order: Item): Promise<Countable['lines']> {
  const count = lineCountOf(order);
  const items = await writer.facts(keysOf(id, Math.min(count + 1, MOST_LINES)), ['productId', 'quantity', 'lineTotal']);
  const lines = items.slice(0, count).map(lineFrom);
  const sum = lines.reduce((total, { lineTotal }) => total + lineTotal, 0);
  if (!items[count] && sum === storedNumber(order.total)) return lines;
  throw new TypeError('expected an order to have the lines that it says, and to come to their sum');
}

function keysOf(id: OrderId, count: number): Key[] {
  return Array.from({ length: count }, (_, index) => fillKey(orderLineKey, { ...id, line: lineNumber(index + 1) }));
}

function lineFrom(item: Item | null): Countable['lines'][number] {
  const { productId, quantity, lineTotal } = item ?? {};
  const line = {
    productId: storedText(productId),
    quantity: storedNumber(quantity),
    lineTotal: storedNumber(lineTotal),
  };
  if (line.quantity >= 1 && line.lineTotal >= 0) return line;
  throw new RangeError('expected a line of at least one piece that costs no less than nothing');
}
