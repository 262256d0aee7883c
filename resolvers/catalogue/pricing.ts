import { toMinorUnits, type MoneyInput } from '../../schema/inputs/MoneyInput';
import { shopKey } from '../../schema/keys';
import { UserErrorCode, type UserError } from '../../schema/UserError';
import { fillKey } from '../../src/storage/keys';
import { EXISTS, type Requirement, type Write } from '../../src/storage/writes';

/** The amounts in the input for a product. */
export interface Pricing {
  readonly price?: MoneyInput | null;
  readonly costPrice?: MoneyInput | null;
}

/** As stored: minor units. Absent stays absent, `null` stays `null`. */
export function pricesOf({ price, costPrice }: Pricing): Record<'price' | 'costPrice', number | null | undefined> {
  return { price: price && toMinorUnits(price), costPrice: costPrice && toMinorUnits(costPrice) };
}

/** The item's currency is that of every amount. */
export function sameCurrency(pricing: Pricing): Requirement[] {
  const codes = new Set(amountsOf(pricing).map(([, { currencyCode }]) => currencyCode));
  return [...codes].map((value) => ({ kind: 'equals', attribute: 'currencyCode', value }));
}

/** Binds a write to the shop's selling in the currency of the amounts; nothing is bound where there are none. */
export function shopSellsIn(shopId: string, pricing: Pricing): Write[] {
  const require = sameCurrency(pricing);
  return require.length > 0
    ? [{ kind: 'check', key: fillKey(shopKey, { shopId }), require: [EXISTS, ...require] }]
    : [];
}

/** The amounts that are in another currency. */
export function currencyRefusals(pricing: Pricing, expected: unknown): UserError[] {
  return amountsOf(pricing)
    .filter(([, { currencyCode }]) => currencyCode !== expected)
    .map(([name]) => ({
      field: [name, 'currencyCode'],
      code: UserErrorCode.CURRENCY_MISMATCH,
      message: `Expected an amount in ${String(expected)}, the currency of all prices in the shop.`,
    }));
}

function amountsOf({ price, costPrice }: Pricing): [string, MoneyInput][] {
  return [
    ...(price ? [['price', price] as [string, MoneyInput]] : []),
    ...(costPrice ? [['costPrice', costPrice] as [string, MoneyInput]] : []),
  ];
}
