import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Attribute, Auth, Computed, Stored } from '../src/model/annotations';
import { storedInteger } from '../src/storage/storedInteger';
import { asMoney, currencyOf, Money, toMoney } from './Money';
import { Node } from './Node';
import { BUYERS, Role } from './roles';
import { productKey } from './keys';
import { DateTimeScalar } from './scalars/dates';

/** The 14 allergens that EU regulation 1169/2011, annex II, has declared. */
export enum Allergen {
  CELERY = 'CELERY',
  CRUSTACEANS = 'CRUSTACEANS',
  EGGS = 'EGGS',
  FISH = 'FISH',
  GLUTEN = 'GLUTEN',
  LUPIN = 'LUPIN',
  MILK = 'MILK',
  MOLLUSCS = 'MOLLUSCS',
  MUSTARD = 'MUSTARD',
  NUTS = 'NUTS',
  PEANUTS = 'PEANUTS',
  SESAME = 'SESAME',
  SOYBEANS = 'SOYBEANS',
  SULPHITES = 'SULPHITES',
}

registerEnumType(Allergen, { name: 'Allergen', description: 'The 14 allergens of EU regulation 1169/2011, annex II.' });

@Auth({ visit: BUYERS, own: [Role.SHOP_OWNER], absentWhen: 'archivedAt', absentFor: BUYERS })
@Stored({ ...productKey, facts: ['archivedAt'], shared: ['currencyCode'] })
@ObjectType({ implements: Node, description: 'Something that a shop sells to the people who are in it.' })
export class Product extends Node {
  @Attribute()
  @Field(() => String)
  readonly name!: string;

  @Attribute()
  @Field(() => String, { nullable: true })
  readonly description!: string | null;

  @Attribute()
  @Field(() => String, { nullable: true, description: 'The shop’s own heading, such as "Starters".' })
  readonly category!: string | null;

  @Attribute({ as: asMoney })
  @Field(() => Money)
  readonly price!: Money;

  @Attribute()
  @Field(() => Boolean, { description: 'Whether it can be ordered now.' })
  readonly available!: boolean;

  @Attribute()
  @Field(() => String, { nullable: true })
  readonly imageUrl!: string | null;

  @Attribute()
  @Field(() => [Allergen], { nullable: true })
  readonly allergens!: Allergen[] | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, { nullable: true, description: 'How many are left.' })
  readonly stock!: number | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute({ as: asMoney })
  @Field(() => Money, { nullable: true, description: 'What one costs the shop.' })
  readonly costPrice!: Money | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Computed(['price', 'costPrice'], ({ price, costPrice, currencyCode }) =>
    (costPrice ?? null) === null
      ? null
      : toMoney(storedInteger(price) - storedInteger(costPrice), currencyOf(currencyCode)),
  )
  @Field(() => Money, { nullable: true, description: '`price` less `costPrice`.' })
  readonly margin!: Money | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => String, { nullable: true })
  readonly supplier!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, { nullable: true, description: 'Order more when `stock` falls to this.' })
  readonly reorderLevel!: number | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, { nullable: true })
  readonly createdAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, { nullable: true })
  readonly updatedAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is out of the catalogue for good.' })
  readonly archivedAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description: 'Grows with each change; send it back to detect that somebody else changed it.',
  })
  readonly version!: number | null;
}
