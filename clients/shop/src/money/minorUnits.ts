/** An amount as the API sends it: a decimal string, which is exact, and never becomes a floating point number here. */
export interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}

/** `quantity` times the price. */
export function times({ amount, currencyCode }: Money, quantity: number): Money {
  const digits = digitsOf(currencyCode);
  return { amount: toDecimal(toMinor(amount, digits) * BigInt(quantity), digits), currencyCode };
}

/** The sum, in whole cents (or whatever the currency’s smallest unit is). All amounts are of one currency. */
export function sum(amounts: readonly Money[], currencyCode: string): Money {
  const digits = digitsOf(currencyCode);
  const total = amounts.reduce((before, { amount }) => before + toMinor(amount, digits), 0n);
  return { amount: toDecimal(total, digits), currencyCode };
}

/** How people write it, where they are. */
export function inWords({ amount, currencyCode }: Money): string {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency: currencyCode });
  // A string is formatted digit by digit; a number would be rounded first.
  return format.format(amount as Intl.StringNumericLiteral);
}

function digitsOf(currencyCode: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: currencyCode });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

function toMinor(amount: string, digits: number): bigint {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (sign === undefined || fraction.length > digits)
    throw new RangeError(`expected a decimal with at most ${String(digits)} places, got ${JSON.stringify(amount)}`);
  return BigInt(`${sign}${whole}${fraction.padEnd(digits, '0')}`);
}

function toDecimal(minor: bigint, digits: number): string {
  const text = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
