import { Field, Int, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import { CurrencyCode, Money } from './Money';
import { ShopCategory } from './ShopCategory';
import { DateScalar } from './scalars/dates';

const SUPPRESSED =
  'Whether the figure is withheld, because it stands for too few shops or buyers, or because such a figure could be computed from it.';
const COVERAGE = 'How much of the range is in the figure.';

// Figures are given when they are asked for: a counter that is none is a fault of those that it is in, and of no other.
@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The orders of one day (UTC).' })
export class DailyOrders {
  @Field(() => DateScalar, { description: 'The day in UTC, such as "2026-01-31".' })
  readonly day!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many orders were placed on this day, less the orders of earlier days that were taken off on it; so it can be ' +
      'below 0. It is 0 if nothing happened, and null if `suppressed`.',
  })
  readonly orderCount!: () => number | null;

  @Field(() => Boolean, { description: SUPPRESSED })
  readonly suppressed!: () => boolean;
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description:
    'How much of a range of days is in a figure. Days at the beginning or the end of the range are left out if they ' +
    'may not be shown alone.',
})
export class Coverage {
  @Field(() => Int, { description: 'The number of days in the range.' })
  readonly days!: number;

  @Field(() => Int, {
    description: 'The number of days in the range on which something happened that is not in the figure.',
  })
  readonly withheldDays!: number;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The orders in all shops of one category.' })
export class CategoryOrders {
  @Field(() => ShopCategory, { description: 'The category of these shops.' })
  readonly category!: ShopCategory;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many orders were placed in these shops, minus those that were cancelled or rejected. It is 0 if nothing happened, and ' +
      'null if `suppressed`.',
  })
  readonly orderCount!: () => number | null;

  @Field(() => Boolean, { description: SUPPRESSED })
  readonly suppressed!: () => boolean;

  @Field(() => Coverage, { description: COVERAGE })
  readonly coverage!: () => Coverage;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The orders of registered customers. Orders of guests are not counted.' })
export class CustomerOrders {
  @Field(() => Int, {
    nullable: true,
    description:
      'How many orders were placed by people who were signed in, minus those that were cancelled or rejected. It is 0 if nothing ' +
      'happened. It is null if `suppressed`, and for days before this was counted (docs/operations.md, "Upgrading").',
  })
  readonly orderCount!: () => number | null;

  @Field(() => Boolean, { description: SUPPRESSED })
  readonly suppressed!: () => boolean;

  @Field(() => Coverage, { description: COVERAGE })
  readonly coverage!: () => Coverage;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'What was sold in one currency.' })
export class CurrencyRevenue {
  @Field(() => CurrencyCode, { description: 'The currency of these sales.' })
  readonly currencyCode!: CurrencyCode;

  @Field(() => Money, {
    nullable: true,
    description:
      'The sum of the orders in this currency, minus those that were cancelled or rejected; so it can be below 0. It is zero if ' +
      'nothing was sold, and null if `suppressed`.',
  })
  readonly amount!: () => Money | null;

  @Field(() => Boolean, { description: SUPPRESSED })
  readonly suppressed!: () => boolean;

  @Field(() => Coverage, { description: COVERAGE })
  readonly coverage!: () => Coverage;
}
