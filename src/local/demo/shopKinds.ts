import type { Ware } from './assortment';
import { BAKERY, BAR, CAFE } from './assortments/cafesAndBars';
import { BISTRO, CURRY_HOUSE, IZAKAYA, NORDIC, TAQUERIA, TRATTORIA } from './assortments/restaurants';
import { BOOKS, FASHION, FLOWERS, GROCERY } from './assortments/shops';

export type ShopCategory = 'RESTAURANT' | 'CAFE' | 'BAKERY' | 'BAR' | 'BOOKS' | 'GROCERY' | 'FASHION' | 'FLORIST';

/** A way of doing business: what is sold, when, and how well. */
export interface ShopKind {
  readonly category: ShopCategory;
  readonly wares: readonly Ware[];
  /** Further versions of a ware, once every ware is on the list: how it is called, and its price in proportion. */
  readonly variants: readonly (readonly [string, number])[];
  /** Opening and closing by day, Monday first; absent: closed. */
  readonly week: readonly (readonly [string, string] | null)[];
  /** How many orders it takes, compared with others. */
  readonly busyness: number;
  /** How many products it has, compared with others. */
  readonly range: number;
}

type Day = readonly [string, string] | null;
const days = (weekday: Day, saturday: Day, sunday: Day, monday: Day = weekday): Day[] => [
  ...[monday, weekday, weekday, weekday, weekday],
  ...[saturday, sunday],
];

const DISHES = [
  ['small', 0.65],
  ['to share', 1.9],
  ['with a glass of wine', 1.35],
] as const;
const RESTAURANT = {
  category: 'RESTAURANT',
  variants: DISHES,
  week: days(['12:00', '22:30'], ['12:00', '23:30'], ['12:00', '21:30']),
  busyness: 12,
  range: 44,
} as const;

export const SHOP_KINDS = {
  bistro: { ...RESTAURANT, wares: BISTRO, busyness: 16 },
  trattoria: { ...RESTAURANT, wares: TRATTORIA },
  izakaya: { ...RESTAURANT, wares: IZAKAYA, week: days(['11:30', '22:00'], ['11:30', '23:00'], ['11:30', '22:00']) },
  curryHouse: { ...RESTAURANT, wares: CURRY_HOUSE },
  nordic: { ...RESTAURANT, wares: NORDIC, range: 26 },
  taqueria: { ...RESTAURANT, wares: TAQUERIA, range: 32 },
  cafe: {
    category: 'CAFE',
    wares: CAFE,
    variants: [
      ['large', 1.2],
      ['small', 0.8],
      ['to go', 0.95],
    ],
    week: days(['07:30', '18:30'], ['08:00', '19:00'], ['09:00', '18:00']),
    busyness: 11,
    range: 46,
  },
  bakery: {
    category: 'BAKERY',
    wares: BAKERY,
    variants: [
      ['half', 0.55],
      ['three of them', 2.7],
      ['from yesterday', 0.5],
    ],
    week: days(['06:30', '18:00'], ['06:30', '16:00'], ['07:30', '12:00']),
    busyness: 10,
    range: 44,
  },
  bar: {
    category: 'BAR',
    wares: BAR,
    variants: [
      ['double', 1.7],
      ['for two', 1.9],
    ],
    week: days(['16:00', '23:30'], ['15:00', '23:59'], ['15:00', '22:00']),
    busyness: 8,
    range: 54,
  },
  books: {
    category: 'BOOKS',
    wares: BOOKS,
    variants: [
      ['hardback', 1.9],
      ['large print', 1.25],
      ['second-hand', 0.5],
      ['audiobook', 1.6],
    ],
    week: days(['10:00', '18:30'], ['10:00', '18:00'], ['12:00', '17:00']),
    busyness: 7,
    range: 88,
  },
  grocery: {
    category: 'GROCERY',
    wares: GROCERY,
    variants: [
      ['organic', 1.3],
      ['double pack', 1.85],
      ['reduced', 0.6],
    ],
    week: days(['08:00', '20:00'], ['08:00', '20:00'], ['09:00', '14:00']),
    busyness: 10,
    range: 62,
  },
  fashion: {
    category: 'FASHION',
    wares: FASHION,
    variants: [
      ['in ink blue', 1],
      ['in ecru', 1],
      ['in moss', 1],
      ['last season', 0.6],
    ],
    week: days(['11:00', '19:00'], ['10:00', '19:00'], ['12:00', '17:00']),
    busyness: 4,
    range: 60,
  },
  florist: {
    category: 'FLORIST',
    wares: FLOWERS,
    variants: [
      ['extra large', 1.6],
      ['without vase', 0.9],
    ],
    week: days(['09:00', '18:30'], ['09:00', '16:00'], ['10:00', '13:00']),
    busyness: 5,
    range: 30,
  },
} as const satisfies Record<string, ShopKind>;

export type ShopKindName = keyof typeof SHOP_KINDS;
