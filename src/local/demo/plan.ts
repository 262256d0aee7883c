import type { CurrencyCode } from './money';
import type { City } from './cities';
import type { ShopKind } from './shopKinds';

/** How much there is to be of each. */
export interface WorldSize {
  readonly shops: number;
  readonly products: number;
  readonly orders: number;
  readonly customers: number;
}

/** The Cognito subjects to whom parts of the demo belong. */
export interface LocalSubjects {
  readonly customers: readonly { readonly sub: string }[];
  /** The owners of the first shops, in their order. */
  readonly owners: readonly string[];
}

export interface WorldOptions extends WorldSize {
  /** The same options make the same world. */
  readonly seed: string;
  /** Orders are of the 90 UTC days up to this one, and before this moment. */
  readonly now: Date;
  /** 0 is the demo; every later run of `npm run seed` has a number of its own, which keeps its ids apart. */
  readonly generation: number;
  readonly subjects: LocalSubjects;
}

export interface ShopPlan {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly kind: ShopKind;
  readonly city: City;
  readonly currencyCode: CurrencyCode;
  readonly commissionRate: number;
  readonly createdAt: Date;
  readonly products: ProductPlan[];
}

export interface ProductPlan {
  readonly id: string;
  readonly name: string;
  readonly section: string;
  readonly supplier: string;
  readonly description: string;
  readonly allergens: readonly string[];
  readonly price: number;
  readonly unitCost: number;
}

export interface CustomerPlan {
  readonly sub: string;
  readonly displayName: string;
  readonly phoneNumber: string;
  readonly memberSince: Date;
  readonly marketingConsent: boolean;
}

const DAY_MS = 86_400_000;

export function daysBefore(moment: Date, days: number): Date {
  return new Date(moment.getTime() - days * DAY_MS);
}

/** `total` shared out in proportion to the weights, in integers that add up to it. */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  let passed = 0;
  return weights.map((weight) => {
    const before = Math.round((total * passed) / sum);
    passed += weight;
    return Math.round((total * passed) / sum) - before;
  });
}
