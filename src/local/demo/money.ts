/** The currencies of the platform: how many minor units a euro buys, and the steps in which shops set prices. */
const CURRENCIES = {
  EUR: { minorUnitsPerEuroCent: 1, step: 10 },
  GBP: { minorUnitsPerEuroCent: 0.87, step: 5 },
  USD: { minorUnitsPerEuroCent: 1.15, step: 5 },
  CHF: { minorUnitsPerEuroCent: 1.35, step: 10 },
  SEK: { minorUnitsPerEuroCent: 11.2, step: 100 },
  /** No decimals: a minor unit is a yen. */
  JPY: { minorUnitsPerEuroCent: 1.6, step: 10 },
} as const;

export type CurrencyCode = keyof typeof CURRENCIES;

/** What `euroCents` costs there, in minor units, rounded to a price that one sees on a label (never nothing). */
export function priceIn(currency: CurrencyCode, euroCents: number): number {
  const { minorUnitsPerEuroCent, step } = CURRENCIES[currency];
  return Math.max(step, Math.round((euroCents * minorUnitsPerEuroCent) / step) * step);
}
