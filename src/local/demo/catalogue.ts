import type { Ware } from './assortment';
import { at } from './at';
import { CITIES, type City, type CityName } from './cities';
import { priceIn } from './money';
import { NAMED_SHOPS } from './namedShops';
import { daysBefore, shareOut, type ProductPlan, type ShopPlan, type WorldOptions } from './plan';
import { Random } from './random';
import { SHOP_KINDS, type ShopKind, type ShopKindName } from './shopKinds';
import { slugOf } from './slugOf';

type ShopOutline = Omit<ShopPlan, 'products'>;

/** The shops of a world with all their products. No shop is without a product while there are at least as many. */
export function planCatalogue(options: WorldOptions): ShopPlan[] {
  const outlines = planShops(options);
  const counts = productCounts(outlines, options.products);
  return outlines.map((outline, index) => {
    const random = randomOf(options, 'products', outline.slug);
    return { ...outline, products: planProducts(outline, counts[index] ?? 0, random) };
  });
}

/** More products for shops that exist, under ids of their own. */
export function planMoreProducts(shops: readonly ShopPlan[], options: WorldOptions): ShopPlan[] {
  const counts = productCounts(shops, options.products);
  return shops.map((shop, index) => {
    const random = randomOf(options, 'products', shop.slug);
    const products = planProducts(shop, counts[index] ?? 0, random);
    return {
      ...shop,
      products: products.map((product) => ({ ...product, id: `${product.id}-g${options.generation}` })),
    };
  });
}

export function randomOf(
  { seed, generation }: Pick<WorldOptions, 'seed' | 'generation'>,
  ...what: (string | number)[]
): Random {
  return new Random([seed, generation, ...what].join('/'));
}

function planShops(options: WorldOptions): ShopOutline[] {
  const names = options.generation === 0 ? NAMED_SHOPS.slice(0, options.shops) : [];
  const named = names.map(([slug, name, kind, city, description]) =>
    outline({ slug, name, description, kind: SHOP_KINDS[kind], city: CITIES[city] }, options),
  );
  const more = Array.from({ length: options.shops - named.length }, (_, index) =>
    outline(inventShop(index, options), options),
  );
  return [...named, ...more];
}

type Concept = Pick<ShopOutline, 'slug' | 'name' | 'description' | 'kind' | 'city'>;

function outline(concept: Concept, options: WorldOptions): ShopOutline {
  const random = randomOf(options, 'shop', concept.slug);
  return {
    ...concept,
    currencyCode: concept.city.currencyCode,
    commissionRate: random.int(10, 36) * 25,
    createdAt: daysBefore(options.now, random.int(120, 1_400) + random.next()),
  };
}

const ADJECTIVES = [
  'Copper',
  'Quiet',
  'Golden',
  'Little',
  'Blue',
  'Old',
  'Amber',
  'Wandering',
  'Velvet',
  'Early',
  'Hidden',
  'Northern',
];
const NOUNS = [
  'Kettle',
  'Heron',
  'Lantern',
  'Orchard',
  'Anchor',
  'Magnolia',
  'Compass',
  'Sparrow',
  'Courtyard',
  'Harvest',
  'Arcade',
  'Willow',
];
const TRADES: Record<ShopKindName, string> = {
  bistro: 'Bistro',
  trattoria: 'Trattoria',
  izakaya: 'Izakaya',
  curryHouse: 'Curry House',
  nordic: 'Kitchen',
  taqueria: 'Taqueria',
  cafe: 'Coffee',
  bakery: 'Bakery',
  bar: 'Bar',
  books: 'Books',
  grocery: 'Market',
  fashion: 'Clothing',
  florist: 'Flowers',
};

function inventShop(index: number, options: WorldOptions): Concept {
  const random = randomOf(options, 'invented', index);
  const kindName = random.pick(Object.keys(SHOP_KINDS) as ShopKindName[]);
  const city: City = CITIES[random.pick(Object.keys(CITIES) as CityName[])];
  const name = `${random.pick(ADJECTIVES)} ${random.pick(NOUNS)} ${TRADES[kindName]}`;
  return {
    slug: `${slugOf(name)}-g${options.generation}n${index + 1}`,
    name,
    description: `${name} in ${city.name}: a neighbourhood place with regulars, and room for more of them.`,
    kind: SHOP_KINDS[kindName],
    city,
  };
}

/** By the range of the shop's kind, one for each shop first. */
function productCounts(shops: readonly ShopOutline[], total: number): number[] {
  const spare = Math.max(0, total - shops.length);
  const more = shareOut(
    spare,
    shops.map(({ kind }) => kind.range),
  );
  return more.map((count, index) => count + (index < total ? 1 : 0));
}

/** The two named shops sell by their own list, in full where that is asked for; every shop chooses in its own order. */
function planProducts(shop: ShopOutline, count: number, random: Random): ProductPlan[] {
  const level = 0.9 + random.next() * 0.25;
  const ids = new Set<string>();
  const wares = random.shuffled(shop.kind.wares);
  return Array.from({ length: count }, (_, index) => {
    const { ware, suffix, factor } = version(shop.kind, wares, index);
    const name = suffix === '' ? ware.name : `${ware.name}, ${suffix}`;
    const price = priceIn(shop.currencyCode, ware.euroCents * level * factor);
    const { section, supplier, description, allergens } = ware;
    const unitCost = Math.max(1, Math.round(price * (0.28 + random.next() * 0.3)));
    return { id: freeId(slugOf(name), ids), name, section, supplier, description, allergens, price, unitCost };
  });
}

/** Every ware once, then every variant of every ware, then numbered ones: any number of different products. */
function version(
  kind: ShopKind,
  wares: readonly Ware[],
  index: number,
): { ware: Ware; suffix: string; factor: number } {
  const ware = at(wares, index % wares.length);
  const round = Math.floor(index / wares.length);
  if (round === 0) return { ware, suffix: '', factor: 1 };
  const [suffix, factor] = kind.variants[round - 1] ?? [`No. ${round - kind.variants.length + 1}`, 1];
  return { ware, suffix, factor };
}

function freeId(slug: string, taken: Set<string>): string {
  let id = slug;
  for (let number = 2; taken.has(id); number += 1) id = `${slug}-${number}`;
  taken.add(id);
  return id;
}
