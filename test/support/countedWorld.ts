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
    if (sk.startsWith('SOLD#')) return soldItem(pk, sk, numbers);
    return { pk, sk, ...numbers, ...(sk.startsWith('SALES#') && { currencyCode: currencies.get(pk) }) };
  });
  return [...bare, ...counters, ...growthItems(bare)];
}

function soldItem(pk: string, sk: string, numbers: Record<string, number>): WorldItem {
  const map = (prefix: string) =>
    Object.fromEntries(
      Object.entries(numbers).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
      ),
    );
  return { pk, sk, unitsByDay: map('units '), totalByDay: map('total ') };
}
