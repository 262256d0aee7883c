import { encodeTime } from 'ulid';
import { at } from './at';
import { randomOf } from './catalogue';
import { personalNumber } from './cities';
import { personName } from './customers';
import { daysBefore, shareOut, type CustomerPlan, type ProductPlan, type ShopPlan, type WorldOptions } from './plan';
import type { Random } from './random';

export type OrderStatus = 'PENDING' | 'ACCEPTED' | 'READY' | 'COMPLETED' | 'REJECTED' | 'CANCELLED';

export interface Buyer {
  readonly kind: 'CUSTOMER' | 'GUEST';
  /** The Cognito subject, or the id of the guest session. */
  readonly id: string;
  readonly name: string;
  readonly phoneNumber: string;
}

export interface OrderPlan {
  readonly ulid: string;
  readonly shop: ShopPlan;
  readonly buyer: Buyer;
  readonly status: OrderStatus;
  readonly placedAt: Date;
  readonly updatedAt: Date;
  readonly note: string | null;
  readonly lines: readonly { readonly product: ProductPlan; readonly quantity: number }[];
}

/** All orders of one UTC day, such as `2026-11-21`. */
export interface OrderDay {
  readonly day: string;
  readonly orders: OrderPlan[];
}

const DAYS_OF_ORDERS = 90;
const DAY_MS = 86_400_000;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GUEST_SHARE = 0.17;
/** About the same share: every sixth shop. */
const STEADY_GUEST = 6;
/** Sunday first. */
const WEEKDAY_WEIGHTS = [0.8, 0.7, 0.9, 1, 1.1, 1.4, 1.5];
/** How many orders have 1, 2 … 8 lines: 2.8 on average. */
const LINE_WEIGHTS = [0.24, 0.27, 0.2, 0.13, 0.08, 0.04, 0.025, 0.015];
const QUANTITY_WEIGHTS = [0.72, 0.19, 0.06, 0.03];
const NOTES = [
  'No onions, please',
  'A birthday, if you have a candle',
  'Will be ten minutes late',
  'Allergic to nuts',
  'Please ring twice',
  'As a gift',
  'Extra napkins',
  'Window table if possible',
  'Thank you!',
];

interface Scene {
  readonly shops: readonly ShopPlan[];
  readonly customers: readonly CustomerPlan[];
  readonly options: WorldOptions;
}

/** The orders of the last 90 days, oldest day first, each day independent of the others. Plans nothing after `now`. */
export function* planOrderDays(scene: Scene): Generator<OrderDay, void> {
  const selling = { ...scene, shops: scene.shops.filter(({ products }) => products.length > 0) };
  if (selling.shops.length === 0) return;
  const starts = dayStarts(scene.options.now);
  const counts = shareOut(
    scene.options.orders,
    starts.map((start) => weightOf(start, scene.options.now)),
  );
  for (const [index, start] of starts.entries()) {
    yield { day: start.toISOString().slice(0, 10), orders: planDay(start, index, counts[index] ?? 0, selling) };
  }
}

function dayStarts(now: Date): Date[] {
  const today = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  return Array.from({ length: DAYS_OF_ORDERS }, (_, index) => daysBefore(today, DAYS_OF_ORDERS - 1 - index));
}

/** Of today, what has passed of it. */
function weightOf(start: Date, now: Date): number {
  const passed = Math.min(1, (now.getTime() - start.getTime()) / DAY_MS);
  return (WEEKDAY_WEIGHTS[start.getUTCDay()] ?? 1) * passed;
}

function planDay(start: Date, dayIndex: number, count: number, scene: Scene): OrderPlan[] {
  const random = randomOf(scene.options, 'day', dayIndex);
  const reserved = reservedOrders(dayIndex, scene);
  const steady = count >= scene.shops.length + reserved.length ? steadyOrders(scene, random) : [];
  return Array.from({ length: count }, (_, index) => {
    const { customer, shop, isSteady = false } = [...reserved, ...steady][index] ?? {};
    const place = placeAndTime(start, shop ? [shop] : scene.shops, scene.options.now, random);
    const buyer = customer ? asBuyer(customer) : anyBuyer(isSteady ? [] : scene.customers, random);
    return planOrder(place, buyer, isSteady ? KEPT : STATUS_WEIGHTS, scene.options.now, random);
  });
}

/**
 * Where a day has orders enough, each shop sells something on it, to a buyer of its own, that nobody takes back: so that a category or a
 * currency of three shops is not withheld from the platform's figures for a day without luck.
 */
function steadyOrders({ shops, customers }: Scene, random: Random): Reserved[] {
  const buyers = random.shuffled(customers);
  return shops.map((shop, index) => {
    const customer = index % STEADY_GUEST === 0 ? undefined : buyers[index];
    return { shop, isSteady: true, ...(customer && { customer }) };
  });
}

interface Reserved {
  readonly customer?: CustomerPlan;
  /** Neither rejected nor cancelled; without a customer, a guest's. */
  readonly isSteady?: boolean;
  readonly shop?: ShopPlan | undefined;
}

/** The local customers order every other day in the demo, half of the time in the two named shops. */
function reservedOrders(dayIndex: number, { shops, customers, options }: Scene): Reserved[] {
  if (options.generation !== 0) return [];
  const each = Math.max(Math.min(48, Math.floor(options.orders / 6)), Math.round(options.orders * 0.008));
  return options.subjects.customers
    .flatMap((_, which) => {
      const customer = customers[which];
      const first = Math.floor((dayIndex * each) / DAYS_OF_ORDERS);
      const next = Math.floor(((dayIndex + 1) * each) / DAYS_OF_ORDERS);
      if (!customer) return [];
      return Array.from({ length: next - first }, (_unused, index) => ({
        customer,
        shop: shops[[0, 2, 1, 3][(first + index + which) % 4] ?? 0],
      }));
    })
    .map(({ customer, shop }) => ({ customer, shop: shop === shops[0] || shop === shops[1] ? shop : undefined }));
}

function anyBuyer(customers: readonly CustomerPlan[], random: Random): Buyer {
  if (customers.length === 0 || random.chance(GUEST_SHARE)) {
    return { kind: 'GUEST', id: random.uuid(), name: personName(random), phoneNumber: personalNumber(random) };
  }
  return asBuyer(random.pick(customers));
}

function asBuyer({ sub, displayName, phoneNumber }: CustomerPlan): Buyer {
  return { kind: 'CUSTOMER', id: sub, name: displayName, phoneNumber };
}

interface PlaceAndTime {
  readonly shop: ShopPlan;
  readonly placedAt: Date;
}

/** A shop, busy ones more often, at a time at which it is open (or nearly any time, where that is not to be had). */
function placeAndTime(start: Date, shops: readonly ShopPlan[], now: Date, random: Random): PlaceAndTime {
  const weights = shops.map(({ kind }) => kind.busyness);
  const span = Math.min(DAY_MS, now.getTime() - start.getTime());
  for (let attempt = 1; ; attempt += 1) {
    const shop = at(shops, random.weighted(weights));
    const placedAt = new Date(start.getTime() + Math.floor(random.next() * span));
    if (isOpen(shop, placedAt) || attempt === 40) return { shop, placedAt };
  }
}

function isOpen({ kind, city }: ShopPlan, moment: Date): boolean {
  const local = new Date(moment.getTime() + city.utcOffset * 3_600_000);
  const hours = kind.week[(local.getUTCDay() + 6) % 7];
  const clock = local.toISOString().slice(11, 16);
  return hours !== null && hours !== undefined && hours[0] <= clock && clock < hours[1];
}

function planOrder(
  { shop, placedAt }: PlaceAndTime,
  buyer: Buyer,
  weights: StatusWeights,
  now: Date,
  random: Random,
): OrderPlan {
  const status = statusAt(now.getTime() - placedAt.getTime(), weights, random);
  return {
    ulid: encodeTime(placedAt.getTime(), 10) + random.text(CROCKFORD, 16),
    shop,
    buyer,
    status,
    placedAt,
    updatedAt: status === 'PENDING' ? placedAt : later(placedAt, now, random),
    note: random.chance(0.14) ? random.pick(NOTES) : null,
    lines: planLines(shop, random),
  };
}

function later(placedAt: Date, now: Date, random: Random): Date {
  return new Date(Math.min(now.getTime(), placedAt.getTime() + random.int(3 * 60_000, 75 * 60_000)));
}

const STATUSES: readonly OrderStatus[] = ['PENDING', 'ACCEPTED', 'READY', 'COMPLETED', 'REJECTED', 'CANCELLED'];
/** By age in hours: what has become of orders by then. */
type StatusWeights = readonly (readonly [hours: number, weights: readonly number[]])[];
const STATUS_WEIGHTS: StatusWeights = [
  [3, [48, 30, 18, 0, 1, 3]],
  [10, [10, 20, 28, 36, 2, 4]],
  [36, [0, 3, 9, 81, 3, 4]],
  [Infinity, [0, 0, 0, 93, 3, 4]],
];

/** The same without those that are taken back. */
const KEPT: StatusWeights = STATUS_WEIGHTS.map(([hours, weights]) => [
  hours,
  weights.slice(0, STATUSES.indexOf('REJECTED')),
]);

function statusAt(ageMs: number, byAge: StatusWeights, random: Random): OrderStatus {
  const [, weights] = byAge.find(([hours]) => ageMs < hours * 3_600_000) ?? [0, []];
  return STATUSES[random.weighted(weights)] ?? 'COMPLETED';
}

function planLines({ products }: ShopPlan, random: Random): OrderPlan['lines'] {
  const wanted = Math.min(products.length, random.weighted(LINE_WEIGHTS) + 1);
  const chosen = new Set<ProductPlan>();
  while (chosen.size < wanted) chosen.add(at(products, favourite(products.length, random)));
  return [...chosen].map((product) => ({ product, quantity: random.weighted(QUANTITY_WEIGHTS) + 1 }));
}

/** The first products of a shop sell better than its last. */
function favourite(count: number, random: Random): number {
  return Math.floor(random.next() ** 1.7 * count);
}
