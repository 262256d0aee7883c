import { growthItems, recount } from '../local/recount';
import type { WorldItem } from './world';

/** The items with all the counters that they amount to, so that a test can start from figures that are right. */
export function counted(items: readonly WorldItem[]): WorldItem[] {
  const bare = items.filter(({ sk }) => !sk.startsWith('GROWTH_'));
  const currencies = new Map(bare.filter(({ sk }) => sk === 'SHOP').map(({ pk, currencyCode }) => [pk, currencyCode]));
  const perDay = Object.entries(recount(bare)).filter(([key]) => !key.includes('/GROWTH_'));
  const counters = perDay.map(([key, numbers]) => {
    const [pk = '', sk = ''] = key.split('/');
    if (pk === 'STATISTICS') return { pk: 'STATISTICS#0', sk, ...numbers };
    return sk.startsWith('SALES#') ? salesItem(pk, sk, numbers, currencies.get(pk)) : { pk, sk, ...numbers };
  });
  return [...bare, ...counters, ...growthItems(bare)];
}

function salesItem(pk: string, sk: string, numbers: Record<string, number>, currencyCode: unknown): WorldItem {
  const { orderCount, total, ...byProduct } = numbers;
  const maps = (prefix: string) =>
    Object.fromEntries(
      Object.entries(byProduct).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
      ),
    );
  const kinds = Object.entries(byProduct).filter(([name]) => name.startsWith('orders#'));
  const byKind = Object.fromEntries(kinds);
  const products = { unitsByProduct: maps('units '), totalByProduct: maps('total ') };
  return { pk, sk, orderCount, ...byKind, total, currencyCode, ...products };
}
