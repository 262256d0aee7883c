import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Auth, From, Value } from '../src/model/annotations';
import { aboutAMonth } from './listCost';
import { CurrencyCode } from './Money';
import {
  buyerKindCounters,
  BuyerKind,
  categoryCounters,
  currencyCounters,
  ORDER_COUNTERS,
  type CounterNames,
} from './platformCounters';
import { Role } from './roles';
import { CategoryOrders, Coverage, CurrencyRevenue, CustomerOrders, DailyOrders } from './publishedFigures';
import { ShopCategory } from './ShopCategory';
import { DateScalar } from './scalars/dates';

/** A figure takes its groups' sizes along: they decide whether it may be shown. */
const ORDERS = attributesOf([ORDER_COUNTERS]);
/** The parts of a total are judged together with it. */
const ORDERS_BY_CATEGORY = attributesOf([ORDER_COUNTERS, ...Object.values(ShopCategory).map(categoryCounters)]);
const ORDERS_BY_KIND = attributesOf([ORDER_COUNTERS, ...Object.values(BuyerKind).map(buyerKindCounters)]);
const REVENUE = attributesOf(Object.values(CurrencyCode).map(currencyCounters));

@Auth({ always: [Role.PLATFORM_ADMIN], mfa: true })
@Value()
@ObjectType({
  description:
    'Figures of the whole platform over closed days (UTC): sums only, never one shop, buyer or order.\n\n' +
    'A closed day never changes. An order that is rejected or cancelled after its day has closed is taken off the day ' +
    'on which that happens, from the orders and from the revenue.\n\n' +
    'A figure is withheld if fewer shops or buyers stand behind it than the minimum of the platform (3 by default), ' +
    'or if such a figure could be computed from it, also by comparing ranges. If this concerns only days at the ' +
    'beginning or the end of the range, the figure is that of the other days, and its `coverage` says how many are ' +
    'missing.',
})
export class PlatformStatistics {
  @From()
  @Field(() => DateScalar, { description: 'The first day (UTC) that the figures cover.' })
  readonly from!: string;

  @From()
  @Field(() => DateScalar, {
    description:
      'The last day (UTC) that the figures cover: the day that was asked for, or the last closed day if that is ' +
      'earlier.',
  })
  readonly to!: string;

  @From('shops')
  @Field(() => Int, { description: 'How many shops were on the platform at the end of the day `to`.' })
  readonly shopCount!: () => number;

  @From('customers')
  @Field(() => Int, { description: 'How many customers were registered at the end of the day `to`.' })
  readonly customerCount!: () => number;

  @From(...ORDERS)
  @Field(() => Int, {
    nullable: true,
    description:
      'How many orders were placed in the range, minus those that were cancelled or rejected in it. Days that `coverage` withholds ' +
      'are not in it. It is null if nothing of it may be shown.',
  })
  readonly orderCount!: () => number | null;

  @From(...ORDERS)
  @Field(() => Coverage, { description: 'How much of the range is in `orderCount` and `averageOrdersPerShop`.' })
  readonly coverage!: () => Coverage;

  @From('shops', ...ORDERS)
  @Field(() => Float, {
    nullable: true,
    description:
      '`orderCount` divided by the average number of shops on the days that it covers; null if it is withheld, or if ' +
      'there were no shops.',
  })
  readonly averageOrdersPerShop!: () => number | null;

  @From(...ORDERS_BY_KIND)
  @Field(() => CustomerOrders, { description: 'The orders of people who were signed in as customers.' })
  readonly customerOrders!: CustomerOrders;

  @From('customers', ...ORDERS_BY_KIND)
  @Field(() => Float, {
    nullable: true,
    description:
      '`customerOrders` divided by the average number of registered customers on the days that it covers; null if it is ' +
      'withheld, or if there were no customers.',
  })
  readonly averageOrdersPerCustomer!: () => number | null;

  @From(...REVENUE)
  @Field(() => [CurrencyRevenue], { description: 'What was sold, with one entry for each currency of the platform.' })
  readonly revenue!: readonly CurrencyRevenue[];

  @From(...ORDERS)
  @Field(() => [DailyOrders], {
    complexity: aboutAMonth,
    description: 'The orders day by day, oldest first, with one entry for each day of the range.',
  })
  readonly ordersByDay!: readonly DailyOrders[];

  @From(...ORDERS_BY_CATEGORY)
  @Field(() => [CategoryOrders], { description: 'The orders by category of shop, with one entry for each category.' })
  readonly ordersByCategory!: readonly CategoryOrders[];
}

function attributesOf(counters: readonly CounterNames[]): string[] {
  return [...new Set(counters.flatMap(({ amount, shops, buyers }) => [amount, shops, buyers]))];
}
