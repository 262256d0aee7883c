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
  @Field(() => DateScalar)
  readonly day!: string;

  @Field(() => Int)
  readonly orderCount!: () => number;

  @Field(() => Money)
  readonly total!: () => Money;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'What a shop sold of one product.' })
export class ProductSales {
  readonly shopId!: string;
  readonly productId!: string;

  @Field(() => Int)
  readonly quantity!: number;

  @Field(() => Money)
  readonly total!: Money;
}

@Auth({ own: [Role.SHOP_OWNER] })
@Value({ facts: ['shopId'] })
@ObjectType({ description: 'What a shop sold over whole days (UTC). Rejected and cancelled orders do not count.' })
export class ShopSales {
  readonly shopId!: string;
  readonly currencyCode!: string;
  readonly products!: () => readonly ProductSales[];

  @From('total')
  @Field(() => Money)
  readonly total!: () => Money;

  @From('orderCount')
  @Field(() => Int)
  readonly orderCount!: () => number;

  @From('total', 'orderCount')
  @Field(() => Money, {
    nullable: true,
    description: 'Rounded to the smallest unit; `null` where nothing was ordered.',
  })
  readonly averageOrderValue!: () => Money | null;

  @From('total', 'orderCount')
  @Field(() => [DailySales], { description: 'Every day of the range, the oldest first.', complexity: aboutAMonth })
  readonly byDay!: readonly DailySales[];
}
