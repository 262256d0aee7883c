import { Field, Int, ObjectType } from 'type-graphql';
import { Auth, From, Value } from '../src/model/annotations';
import { aboutAMonth } from './listCost';
import { Money } from './Money';
import { Role } from './roles';
import { DateScalar } from './scalars/dates';

// Figures are made when they are asked for: a counter that is none is a fault of those that it is in, and of no other.
@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'What a shop sold on one day (UTC).' })
export class DailySales {
  @Field(() => DateScalar, { description: 'The day in UTC, such as "2026-01-31".' })
  readonly day!: string;

  @Field(() => Int, { description: 'How many orders were placed on this day and stand.' })
  readonly orderCount!: () => number;

  @Field(() => Money, { description: 'The sum of these orders.' })
  readonly total!: () => Money;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'What a shop sold of one product.' })
export class ProductSales {
  readonly shopId!: string;
  readonly productId!: string;

  @Field(() => Int, { description: 'How many units were sold.' })
  readonly quantity!: number;

  @Field(() => Money, { description: 'What the buyers paid for these units.' })
  readonly total!: Money;
}

@Auth({ own: [Role.SHOP_OWNER] })
@Value({ facts: ['shopId'] })
@ObjectType({
  description: 'What a shop sold over whole days (UTC), today included. Rejected and cancelled orders do not count.',
})
export class ShopSales {
  readonly shopId!: string;
  readonly currencyCode!: string;
  readonly products!: () => Promise<readonly ProductSales[]>;

  @From('total')
  @Field(() => Money, { description: 'The sum of all orders in the range.' })
  readonly total!: () => Money;

  @From('orderCount')
  @Field(() => Int, { description: 'How many orders there are in the range.' })
  readonly orderCount!: () => number;

  @From('total', 'orderCount')
  @Field(() => Money, {
    nullable: true,
    description:
      '`total` divided by `orderCount`, rounded to the smallest unit of the currency; null if there are no orders.',
  })
  readonly averageOrderValue!: () => Money | null;

  @From('total', 'orderCount')
  @Field(() => [DailySales], {
    complexity: aboutAMonth,
    description: 'The sales day by day, oldest first, with one entry for each day of the range.',
  })
  readonly byDay!: readonly DailySales[];
}
