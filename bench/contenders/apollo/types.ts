import { GraphQLDateTime } from 'graphql-scalars';
import { Authorized, Field, Float, Int, ObjectType } from 'type-graphql';

export const BUYERS_AND_OWNERS = ['GUEST', 'CUSTOMER', 'SHOP_OWNER'];

@ObjectType()
export class Money {
  @Field(() => String)
  amount!: string;

  @Field(() => String)
  currencyCode!: string;
}

@ObjectType()
export class Product {
  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String)
  name!: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String, { nullable: true })
  description?: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String, { nullable: true })
  category?: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => Boolean)
  available!: boolean;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String, { nullable: true })
  imageUrl?: string;

  @Authorized(['SHOP_OWNER'])
  @Field(() => Int, { nullable: true })
  stock?: number;

  @Authorized(['SHOP_OWNER'])
  @Field(() => String, { nullable: true })
  supplier?: string;
}

@ObjectType()
export class OrderLine {
  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => Int)
  position!: number;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String)
  name!: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => Int)
  quantity!: number;
}

@ObjectType()
export class Order {
  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String)
  number!: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String)
  status!: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => GraphQLDateTime)
  placedAt!: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => GraphQLDateTime)
  updatedAt!: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String, { nullable: true })
  note?: string;

  @Authorized(BUYERS_AND_OWNERS)
  @Field(() => String, { nullable: true })
  customerName?: string;

  @Authorized(['SHOP_OWNER'])
  @Field(() => String, { nullable: true })
  internalNote?: string;

  @Authorized(['SHOP_OWNER'])
  @Field(() => Float, { nullable: true })
  platformFee?: number;
}

@ObjectType()
export class Shop {
  @Field(() => String)
  id!: string;
}
