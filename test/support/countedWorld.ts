import { recount } from '../local/recount';
import type { WorldItem } from './world';

/** The items with all the counters that they amount to, so that a test can start from figures that are right. */
export function counted(items: readonly WorldItem[]): WorldItem[] {
  const bare = items.filter(({ sk }) => sk !== 'TOTAL');
  const currencies = new Map(bare.filter(({ sk }) => sk === 'SHOP').map(({ pk, currencyCode }) => [pk, currencyCode]));
  const counters = Object.entries(recount(bare)).map(([key, numbers]) => {
    const [pk = '', sk = ''] = key.split('/');
    if (pk === 'STATISTICS') return { pk: 'STATISTICS#0', sk, ...numbers };
    return sk.startsWith('SALES#') ? salesItem(pk, sk, numbers, currencies.get(pk)) : { pk, sk, ...numbers };
  });
  return [...bare, ...counters];
}

function salesItem(pk: string, sk: string, numbers: Record<string, number>, currencyCode: unknown): WorldItem {
  const { orderCount, total, ...byProduct } = numbers;
  const maps = (prefix: string) =>
    Object.fromEntries(
      Object.entries(byProduct).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
      ),
    );
  return { pk, sk, orderCount, total, currencyCode, unitsByProduct: maps('units '), totalByProduct: maps('total ') };
}
