import { GraphQLScalarType, Kind } from 'graphql';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Auth, Value, type Codec } from '../src/model/annotations';
import { boundedText } from '../src/model/boundedText';

/** The currencies in which shops of the platform sell. ISO 4217. */
export enum CurrencyCode {
  CHF = 'CHF',
  EUR = 'EUR',
  GBP = 'GBP',
  JPY = 'JPY',
  SEK = 'SEK',
  USD = 'USD',
}

registerEnumType(CurrencyCode, { name: 'CurrencyCode', description: 'The currencies in which shops sell (ISO 4217).' });

const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;
/** A sign, 15 digits, a point and 6 more. */
const MAX_DECIMAL = 23;

/** A decimal number as text, exact; a JSON number is refused, since it may have lost digits on its way. */
export const DecimalScalar = boundedText(
  new GraphQLScalarType<string, string>({
    name: 'Decimal',
    description: 'A decimal number as a string, exact: "12.50". Never a float.',
    serialize: assertDecimal,
    parseValue: assertDecimal,
    parseLiteral: (node) => assertDecimal(node.kind === Kind.STRING ? node.value : null),
  }),
  { maxLength: MAX_DECIMAL, expected: 'a decimal number as a string, such as "12.50"' },
);

function assertDecimal(value: unknown): string {
  if (typeof value === 'string' && DECIMAL.test(value)) return value;
  throw new TypeError('expected a decimal number as a string');
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'An amount in a currency.' })
export class Money {
  @Field(() => DecimalScalar, { description: 'With as many decimals as the currency has: "12.50", "1250" (JPY).' })
  readonly amount!: string;

  @Field(() => CurrencyCode)
  readonly currencyCode!: CurrencyCode;
}

/** Minor units (cents) as stored → what clients see. */
export function toMoney(minorUnits: number, currencyCode: CurrencyCode): Money {
  return { amount: shiftDecimal(minorUnits, decimalsOf(currencyCode)), currencyCode };
}

/** The number of decimals of a currency, from the platform's own ICU data. */
export function decimalsOf(currency: CurrencyCode): number {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  decimals.set(currency, maximumFractionDigits);
  return maximumFractionDigits;
}

const decimals = new Map<CurrencyCode, number>();

/** An integer and the number of its decimals → exact text: (1250, 2) → "12.50". */
export function shiftDecimal(integer: number, places: number): string {
  const digits = String(Math.abs(Math.round(integer))).padStart(places + 1, '0');
  const sign = integer < 0 ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Shows an attribute of minor units as money in the item's currency. */
export const asMoney: Codec = {
  shared: ['currencyCode'],
  show: (stored, item) => toMoney(stored as number, item.currencyCode as CurrencyCode),
};
