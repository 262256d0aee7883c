import { Field, Int, ObjectType } from 'type-graphql';
import { Attribute, Auth, Computed, Stored } from '../src/model/annotations';
import { storedInteger } from '../src/storage/storedInteger';
import { Allergen } from './Allergen';
import { asMoney, currencyOf, Money, toMoney } from './Money';
import { Node } from './Node';
import { BUYERS, Role } from './roles';
import { productKey } from './keys';
import { DateTimeScalar } from './scalars/dates';

@Auth({ visit: BUYERS, own: [Role.SHOP_OWNER], absentWhen: 'archivedAt', absentFor: BUYERS })
@Stored({ ...productKey, facts: ['archivedAt'], shared: ['currencyCode'] })
@ObjectType({ implements: Node, description: 'Something that a shop sells to the people who are in it.' })
export class Product extends Node {
  @Attribute()
  @Field(() => String, { description: 'The name under which the shop sells it, 1 to 120 characters.' })
  readonly name!: string;

  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'What it is, in the words of the shop, at most 2,000 characters; null if the shop wrote nothing.',
  })
  readonly description!: string | null;

  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'The heading under which the shop lists it, such as "Starters"; null if there is none.',
  })
  readonly category!: string | null;

  @Attribute({ as: asMoney })
  @Field(() => Money, { description: 'The price of one unit, in the currency of the shop.' })
  readonly price!: Money;

  @Attribute()
  @Field(() => Boolean, { description: 'Whether the shop offers it now. What is offered may still be sold out.' })
  readonly available!: boolean;

  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'The web address of a picture, which begins with https://; null if there is none.',
  })
  readonly imageUrl!: string | null;

  @Attribute()
  @Field(() => [Allergen], {
    nullable: true,
    description:
      'The allergens in it. An empty list means that there are none; null means that the shop did not declare them.',
  })
  readonly allergens!: Allergen[] | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description:
      'How many units the shop has left. Orders take from it at once, and give it back if they are cancelled or ' +
      'rejected.',
  })
  readonly stock!: number | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute({ as: asMoney })
  @Field(() => Money, { nullable: true, description: 'What one unit costs the shop; null if the shop did not say.' })
  readonly costPrice!: Money | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Computed(['price', 'costPrice'], ({ price, costPrice, currencyCode }) =>
    (costPrice ?? null) === null
      ? null
      : toMoney(storedInteger(price) - storedInteger(costPrice), currencyOf(currencyCode)),
  )
  @Field(() => Money, {
    nullable: true,
    description: 'What the shop earns on one unit: `price` less `costPrice`. It is null if there is no `costPrice`.',
  })
  readonly margin!: Money | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => String, { nullable: true, description: 'Who delivers it to the shop; null if the shop did not say.' })
  readonly supplier!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description:
      'A reminder to order more when `stock` falls to this number; null if there is none. Nothing happens by itself.',
  })
  readonly reorderLevel!: number | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the product was added to the catalogue.' })
  readonly createdAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the shop last changed the product; sales do not count.',
  })
  readonly updatedAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the product was taken out of the catalogue for good; null if it is still there.',
  })
  readonly archivedAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description:
      'The number of this version of the product; it grows with each change. Send it with a mutation to notice whether ' +
      'somebody else changed the product in between.',
  })
  readonly version!: number | null;
}
