import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Auth, From, Value } from '../src/model/annotations';
import { aboutAMonth } from './listCost';
import { CurrencyCode, Money } from './Money';
import {
  buyerKindCounters,
  BuyerKind,
  categoryCounters,
  currencyCounters,
  ORDER_COUNTERS,
  type CounterNames,
} from './platformCounters';
import { Role } from './roles';
import { ShopCategory } from './Shop';
import { DateScalar } from './scalars/dates';

const SUPPRESSED =
  'Whether all of the figure is withheld, since it stands for too few shops or buyers, or would give such a figure away.';
const COVERAGE = 'How much of the range is in the figure.';

/** A figure takes its groups' sizes along: they decide whether it may be shown. */
const ORDERS = attributesOf([ORDER_COUNTERS]);
/** The parts of a total are judged together with it. */
const ORDERS_BY_CATEGORY = attributesOf([ORDER_COUNTERS, ...Object.values(ShopCategory).map(categoryCounters)]);
const ORDERS_BY_KIND = attributesOf([ORDER_COUNTERS, ...Object.values(BuyerKind).map(buyerKindCounters)]);
const REVENUE = attributesOf(Object.values(CurrencyCode).map(currencyCounters));

// Figures are given when they are asked for: a counter that is none is a fault of those that it is in, and of no other.
@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'Orders of one day (UTC). Below 0 where more orders of earlier days were taken off than were placed.',
})
export class DailyOrders {
  @Field(() => DateScalar)
  readonly day!: string;

  @Field(() => Int, { nullable: true, description: '0 where there were none; `null` where suppressed.' })
  readonly orderCount!: () => number | null;

  @Field(() => Boolean, { description: SUPPRESSED })
  readonly suppressed!: () => boolean;
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description:
    'How much of a range is in a figure. Days at the beginning or the end of the range of which nothing may be shown alone are left out.',
})
export class Coverage {
  @Field(() => Int, { description: 'The days of the range.' })
  readonly days!: number;

  @Field(() => Int, { description: 'Those of them on which something happened that is not in the figure.' })
  readonly withheldDays!: number;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Orders in shops of one category.' })
export class CategoryOrders {
  @Field(() => ShopCategory)
  readonly category!: ShopCategory;

  @Field(() => Int, { nullable: true, description: '0 where there were none; `null` where suppressed.' })
  readonly orderCount!: () => number | null;

  @Field(() => Boolean, { description: SUPPRESSED })
  readonly suppressed!: () => boolean;

  @Field(() => Coverage, { description: COVERAGE })
  readonly coverage!: () => Coverage;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Orders of registered customers; those of guests are not in it.' })
export class CustomerOrders {
  @Field(() => Int, {
    nullable: true,
    description:
      '0 where there were none; `null` where suppressed, and over days of which it was not counted who ordered (operations, "Upgrading").',
  })
  readonly orderCount!: () => number | null;

  @Field(() => Boolean, { description: SUPPRESSED })
  readonly suppressed!: () => boolean;

  @Field(() => Coverage, { description: COVERAGE })
  readonly coverage!: () => Coverage;
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description:
    'What was sold in one currency. Below 0 where more was taken off for orders of earlier days than was sold.',
})
export class CurrencyRevenue {
  @Field(() => CurrencyCode)
  readonly currencyCode!: CurrencyCode;

  @Field(() => Money, { nullable: true, description: 'Zero where nothing was sold; `null` where suppressed.' })
  readonly amount!: () => Money | null;

  @Field(() => Boolean, { description: SUPPRESSED })
  readonly suppressed!: () => boolean;

  @Field(() => Coverage, { description: COVERAGE })
  readonly coverage!: () => Coverage;
}

@Auth({ always: [Role.PLATFORM_ADMIN], mfa: true })
@Value()
@ObjectType({
  description:
    'The platform over closed days (UTC), in aggregates only. A closed day never changes: an order that is rejected or cancelled after ' +
    'its day has closed is taken off the day on which that happens, from orders as from revenue. ' +
    'A figure that stands for fewer shops or buyers than the configured minimum is withheld, as is any from which such a figure ' +
    'could be computed, also by comparing ranges. Where that concerns days at the beginning or the end of the range alone, the figure is ' +
    'that of the other days: its `coverage` says so.',
})
export class PlatformStatistics {
  @From()
  @Field(() => DateScalar, { description: 'The first day that the figures cover.' })
  readonly from!: string;

  @From()
  @Field(() => DateScalar, {
    description: 'The last day that the figures cover: the day asked for, or the last closed day if that is earlier.',
  })
  readonly to!: string;

  @From('shops')
  @Field(() => Int, { description: 'Shops on the platform at the end of the day `to`.' })
  readonly shopCount!: () => number;

  @From('customers')
  @Field(() => Int, { description: 'Registered customers at the end of the day `to`, each counted once.' })
  readonly customerCount!: () => number;

  @From(...ORDERS)
  @Field(() => Int, {
    nullable: true,
    description:
      'Orders placed in the range, less those taken off in it, as far as `coverage` says; `null` where none of it may be shown.',
  })
  readonly orderCount!: () => number | null;

  @From(...ORDERS)
  @Field(() => Coverage, { description: 'How much of the range is in `orderCount` and `averageOrdersPerShop`.' })
  readonly coverage!: () => Coverage;

  @From('shops', ...ORDERS)
  @Field(() => Float, {
    nullable: true,
    description: '`orderCount` by the number of shops on the days that it covers, on average.',
  })
  readonly averageOrdersPerShop!: () => number | null;

  @From(...ORDERS_BY_KIND)
  @Field(() => CustomerOrders, { description: 'Orders placed by people who were signed in.' })
  readonly customerOrders!: CustomerOrders;

  @From('customers', ...ORDERS_BY_KIND)
  @Field(() => Float, {
    nullable: true,
    description: '`customerOrders` by the number of registered customers on the days that it covers, on average.',
  })
  readonly averageOrdersPerCustomer!: () => number | null;

  @From(...REVENUE)
  @Field(() => [CurrencyRevenue], { description: 'One entry for each currency of the platform.' })
  readonly revenue!: readonly CurrencyRevenue[];

  @From(...ORDERS)
  @Field(() => [DailyOrders], {
    description: 'One entry for each day of the range, the oldest first.',
    complexity: aboutAMonth,
  })
  readonly ordersByDay!: readonly DailyOrders[];

  @From(...ORDERS_BY_CATEGORY)
  @Field(() => [CategoryOrders], { description: 'One entry for each category of the platform.' })
  readonly ordersByCategory!: readonly CategoryOrders[];
}

function attributesOf(counters: readonly CounterNames[]): string[] {
  return [...new Set(counters.flatMap(({ amount, shops, buyers }) => [amount, shops, buyers]))];
}
