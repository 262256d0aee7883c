import { GraphQLScalarType, Kind } from 'graphql';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Auth, Value, type Codec } from '../src/model/annotations';
import { boundedText } from '../src/model/boundedText';
import { storedInteger } from '../src/storage/storedInteger';

/** The currencies in which shops of the platform sell. ISO 4217. */
export enum CurrencyCode {
  CHF = 'CHF',
  EUR = 'EUR',
  GBP = 'GBP',
  JPY = 'JPY',
  SEK = 'SEK',
  USD = 'USD',
}

registerEnumType(CurrencyCode, {
  name: 'CurrencyCode',
  description: 'The currencies in which shops sell, by their codes in ISO 4217.',
  valuesConfig: {
    CHF: { description: 'The Swiss franc, with two decimals.' },
    EUR: { description: 'The euro, with two decimals.' },
    GBP: { description: 'The British pound, with two decimals.' },
    JPY: { description: 'The Japanese yen, without decimals.' },
    SEK: { description: 'The Swedish krona, with two decimals.' },
    USD: { description: 'The United States dollar, with two decimals.' },
  },
});

const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;
/** Sums are longer than what a client may send: the store has 38 digits. */
const DECIMAL_SHOWN = /^-?\d{1,40}(\.\d{1,6})?$/;
/** A sign, 15 digits, a point and 6 more. */
const MAX_DECIMAL = 23;

/** A decimal number as text, exact; a JSON number is refused, since it may have lost digits on its way. */
export const DecimalScalar = boundedText(
  new GraphQLScalarType<string, string>({
    name: 'Decimal',
    description:
      'An exact decimal number, written as a string so that no digit gets lost: "12.50". A JSON number is refused. What is sent has at most ' +
      '15 digits before the point and 6 after it; sums that are returned may be longer. It is a decimal of XML Schema, with no plus sign and no point at either end.',
    specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
    serialize: (value) => assertDecimal(value, DECIMAL_SHOWN),
    parseValue: (value) => assertDecimal(value, DECIMAL),
    parseLiteral: (node) => assertDecimal(node.kind === Kind.STRING ? node.value : null, DECIMAL),
  }),
  { maxLength: MAX_DECIMAL, expected: 'a decimal number as a string', example: '12.50' },
);

function assertDecimal(value: unknown, pattern: RegExp): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new TypeError('expected a decimal number as a string');
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'An amount of money in one currency.' })
export class Money {
  @Field(() => DecimalScalar, {
    description: 'The amount, with as many decimals as the currency has: "12.50" for EUR, "1250" for JPY.',
  })
  readonly amount!: string;

  @Field(() => CurrencyCode, { description: 'The currency in which the amount is given.' })
  readonly currencyCode!: CurrencyCode;
}

/** Minor units (cents) as stored → what clients see, exact. Throws at what is no integer, rather than to round it. */
export function toMoney(minorUnits: number | bigint, currencyCode: CurrencyCode): Money {
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

/** An integer and the number of its decimals → exact text: (1250, 2) → "12.50". Throws at what is no integer. */
export function shiftDecimal(integer: number | bigint, places: number): string {
  const exact = storedInteger(integer);
  const sign = exact < 0n ? '-' : '';
  const digits = String(exact < 0n ? -exact : exact).padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Shows an attribute of minor units as money in the item's currency. */
export const asMoney: Codec = {
  shared: ['currencyCode'],
  show: (stored, item) => toMoney(storedInteger(stored), currencyOf(item.currencyCode)),
};

/** The currency of an item, which its amounts take: without one they are no amounts, and in another one they are other amounts. */
export function currencyOf(stored: unknown): CurrencyCode {
  if (Object.values<unknown>(CurrencyCode).includes(stored)) return stored as CurrencyCode;
  throw new TypeError('expected a currency of the platform beside an amount');
}
