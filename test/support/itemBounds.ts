import type { Item } from '../../src/local/write';

/** What an item of one kind holds besides its own texts: so many attributes at most, and so many members of each list or map. */
interface Bound {
  /** Of `<pk>/<sk>`. */
  readonly key: RegExp;
  readonly attributes: number;
  readonly members: Readonly<Record<string, number>>;
}

const DAYS_OF_A_MONTH = 31;
/** All, shops and buyers of: orders, 8 categories, 6 currencies, 2 kinds of buyers; an amount in each currency is one of them. */
const PLATFORM_COUNTERS = 3 * (1 + 8 + 6 + 2);

/**
 * Every kind of item that the table has, with what bounds it. None is bounded by how many other items there are: whoever adds a kind, or a list
 * to one, says here what bounds it.
 */
const BOUNDS: Readonly<Record<string, Bound>> = {
  shop: { key: /^SHOP#[^/]+\/SHOP$/, attributes: 26, members: { address: 6, openingHours: 21 } },
  product: { key: /^SHOP#[^/]+\/PRODUCT#/, attributes: 24, members: { allergens: 14 } },
  order: { key: /^SHOP#[^/]+\/ORDER#/, attributes: 26, members: {} },
  'order line': { key: /^SHOP#[^/]+\/LINE#/, attributes: 10, members: {} },
  'shop’s day': { key: /^SHOP#[^/]+\/SALES#/, attributes: 9, members: { unitsByProduct: 0, totalByProduct: 0 } },
  'product’s month': {
    key: /^SHOP#[^/]+\/SOLD#/,
    attributes: 4,
    members: { unitsByDay: DAYS_OF_A_MONTH, totalByDay: DAYS_OF_A_MONTH },
  },
  notification: { key: /^SHOP#[^/]+\/NOTICE#/, attributes: 5, members: {} },
  ownership: { key: /^USER#[^/]+\/SHOP#/, attributes: 3, members: {} },
  profile: { key: /^CUSTOMER#[^/]+\/PROFILE$/, attributes: 12, members: {} },
  'erasure mark': { key: /^CUSTOMER#[^/]+\/ERASURE$/, attributes: 4, members: {} },
  claim: { key: /^CUSTOMER#[^/]+\/CLAIM#/, attributes: 3, members: {} },
  'buyer’s day': { key: /^(CUSTOMER|GUEST)#[^/]+\/DAY#/, attributes: 2 + 1 + 8 + 6, members: {} },
  'idempotency record': { key: /^(CUSTOMER|GUEST)#[^/]+\/IDEMPOTENCY#/, attributes: 6, members: {} },
  'platform’s day': { key: /^STATISTICS#\d+\/DAY#/, attributes: 3 + PLATFORM_COUNTERS, members: {} },
  growth: { key: /^STATISTICS#\d+\/GROWTH_(DAY|MONTH)#/, attributes: 4, members: {} },
  'second factor': { key: /^SECOND_FACTOR#/, attributes: 6, members: {} },
  'seeded world': { key: /^WORLD(#\d+)?\//, attributes: 8, members: { size: 4 } },
};

/** Longest texts are descriptions (2,000 characters), addresses of pictures and names of keys. */
const MAX_TEXT = 2_048;
/** Of an attribute or a member without its text: its name, a number of 38 digits, what says of which type it is. */
const MAX_EACH = 64;

/** DynamoDB’s way to count, with each number as if it had 38 digits: what an item may grow to by counting alone is in it. */
export function sizeOf(item: object): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + bytes(name) + sizeOfValue(value), 0);
}

/** Throws where an item has more than its kind may have, whatever its texts say. */
export function assertBounded(item: Item): void {
  const [kind, bound] = kindOf(item);
  const { pk: _pk, sk: _sk, ...attributes } = item;
  const faults = [
    ...(Object.keys(item).length > bound.attributes ? [`${Object.keys(item).length} attributes`] : []),
    ...Object.entries(attributes).flatMap(([name, value]) => {
      const [count, most] = [membersOf(value), bound.members[name] ?? 0];
      return count > most ? [`${String(count)} members in ${name}, where there may be ${String(most)}`] : [];
    }),
    ...textsOf(attributes)
      .filter((text) => text.length > MAX_TEXT)
      .map(({ length }) => `a string of ${String(length)}`),
    ...(sizeOf(item) > boundOf(item) ? [`${String(sizeOf(item))} bytes, of ${String(boundOf(item))}`] : []),
  ];
  if (faults.length > 0)
    throw new Error(`expected a ${kind} to be bounded by its own content, got ${faults.join('; ')}`);
}

/** Bytes that an item may have at most, by its kind and its own texts. */
export function boundOf(item: Item): number {
  const [, { attributes, members }] = kindOf(item);
  const parts = attributes + Object.entries(members).reduce((sum, [, count]) => sum + 4 * count, 0);
  return MAX_EACH * parts + textsOf(item).reduce((sum, text) => sum + bytes(text), 0);
}

export function kindOf({ pk, sk }: Item): [string, Bound] {
  const found = Object.entries(BOUNDS).find(([, { key }]) => key.test(`${pk}/${sk}`));
  if (!found) throw new Error(`expected every kind of item to be listed with its bound, got ${pk}/${sk}`);
  return found;
}

function membersOf(value: unknown): number {
  if (value instanceof Set) return value.size;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return bytes(value);
  if (typeof value === 'number' || typeof value === 'bigint') return 21;
  if (typeof value !== 'object' || value === null) return 1;
  const inside = value instanceof Set ? [...(value as Set<unknown>)] : value;
  const names = Array.isArray(inside) ? 0 : Object.keys(inside).reduce((sum, name) => sum + bytes(name), 0);
  return Object.values(inside).reduce<number>((sum, each) => sum + 1 + sizeOfValue(each), 3 + names);
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Set) return [...(value as Set<unknown>)].flatMap(textsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
