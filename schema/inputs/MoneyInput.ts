import { Field, InputType } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { CurrencyCode, DecimalScalar, decimalsOf, shiftDecimal } from '../Money';
import { Role } from '../roles';
import { constraint } from './constraints';

/** In minor units: far beyond any price, and far below where JavaScript's numbers stop being exact. */
const MAX_MINOR_UNITS = 1_000_000_000_000;

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'An amount of money in the currency of the shop.' })
export class MoneyInput {
  @IsAmount()
  @Field(() => DecimalScalar, {
    description:
      'The amount, at least 0, with no more decimals than the currency has: "12.50" for EUR, "1250" for JPY. At most ' +
      '10,000,000,000.00, or 1,000,000,000,000 for JPY.',
  })
  readonly amount!: string;

  @Field(() => CurrencyCode, { description: 'The currency of the amount, which must be that of the shop.' })
  readonly currencyCode!: CurrencyCode;
}

/** What is stored: ("12.5", EUR) → 1250, digit by digit. The amount must be one that {@link IsAmount} lets pass. */
export function toMinorUnits({ amount, currencyCode }: MoneyInput): number {
  const [whole = '', decimals = ''] = amount.split('.');
  return Number(whole + decimals.padEnd(decimalsOf(currencyCode), '0'));
}

/** The amount can be stored exactly as it is written, in the currency that stands beside it. */
function IsAmount(): PropertyDecorator {
  return constraint(
    'isAmount',
    (_, { object }) => amountProblem(object as MoneyInput) === null,
    ({ object }) => amountProblem(object as MoneyInput) ?? '',
  );
}

function amountProblem(money: MoneyInput): string | null {
  const { amount, currencyCode } = money;
  const places = decimalsOf(currencyCode);
  const [, decimals = ''] = amount.split('.');
  if (amount.startsWith('-')) return 'Expected an amount of at least 0.';
  if (decimals.length > places && places === 0) return `Expected an integer number of ${currencyCode}, such as "1250".`;
  if (decimals.length > places) {
    return `Expected an amount of ${currencyCode} with at most ${String(places)} decimals, such as "12.50".`;
  }
  return toMinorUnits(money) > MAX_MINOR_UNITS
    ? `Expected an amount of at most ${shiftDecimal(MAX_MINOR_UNITS, places)} ${currencyCode}.`
    : null;
}
