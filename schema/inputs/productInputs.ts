import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { Allergen } from '../Allergen';
import { Role } from '../roles';
import { constraint, EachOnce, IsHttpsUrl, IsLine, IsText, IsWholeNumber, NotCleared } from './constraints';
import { seenVersion } from './seenVersion';
import { MoneyInput } from './MoneyInput';

/** Of one product. */
export const MAX_STOCK = 1_000_000;
/** In characters. */
export const MAX_CATEGORY = 60;
const MAX_DESCRIPTION = 2000;
const ONCE = 'Expected each allergen once.';

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'A new product in the catalogue of a shop.' })
export class CreateProductInput {
  @Field(() => ID, { description: 'The global id of the shop that will sell it.' })
  readonly shopId!: string;

  @IsLine('a name', 1, 120)
  @Field(() => String, { description: 'The name under which the shop sells it, 1 to 120 characters on one line.' })
  readonly name!: string;

  @IsText('a description', 0, MAX_DESCRIPTION)
  @Field(() => String, { nullable: true, description: 'What it is, at most 2,000 characters on one or more lines.' })
  readonly description?: string | null;

  @IsLine('a category', 0, MAX_CATEGORY)
  @Field(() => String, {
    nullable: true,
    description: 'The heading under which to list it, such as "Starters", at most 60 characters on one line.',
  })
  readonly category?: string | null;

  @ValidateNested()
  @Field(() => MoneyInput, { description: 'The price of one unit, in the currency of the shop.' })
  readonly price!: MoneyInput;

  @ValidateNested()
  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What one unit costs the shop, in the currency of the shop.',
  })
  readonly costPrice?: MoneyInput | null;

  @IsWholeNumber('a stock', 0, MAX_STOCK)
  @Field(() => Int, { description: 'How many units the shop has, from 0 to 1,000,000.' })
  readonly stock!: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether the shop offers it from now on; true if left out.' })
  readonly available?: boolean | null;

  @IsHttpsUrl()
  @Field(() => String, { nullable: true, description: 'The web address of a picture, which must begin with https://.' })
  readonly imageUrl?: string | null;

  @EachOnce(ONCE)
  @Field(() => [Allergen], {
    nullable: true,
    description:
      'The allergens in it, each once. An empty list says that there are none; leave it out if that is not known.',
  })
  readonly allergens?: Allergen[] | null;

  @IsLine('a supplier', 0, 120)
  @Field(() => String, {
    nullable: true,
    description: 'Who delivers it to the shop, at most 120 characters on one line.',
  })
  readonly supplier?: string | null;

  @IsWholeNumber('a reorderLevel', 0, MAX_STOCK)
  @Field(() => Int, { nullable: true, description: 'The stock at which to order more, from 0 to 1,000,000.' })
  readonly reorderLevel?: number | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({
  description: 'What to change in a product. What is left out stays as it is; null removes what may be missing.',
})
export class UpdateProductInput {
  @Field(() => ID, { description: 'The global id of the product to change.' })
  readonly productId!: string;

  @Field(() => Int, { nullable: true, description: seenVersion('product') })
  readonly version?: number | null;

  @NotCleared('name')
  @IsLine('a name', 1, 120)
  @Field(() => String, {
    nullable: true,
    description: 'The new name, 1 to 120 characters on one line. It cannot be null.',
  })
  readonly name?: string | null;

  @IsText('a description', 0, MAX_DESCRIPTION)
  @Field(() => String, {
    nullable: true,
    description: 'The new description, at most 2,000 characters on one or more lines; null removes it.',
  })
  readonly description?: string | null;

  @IsLine('a category', 0, MAX_CATEGORY)
  @Field(() => String, {
    nullable: true,
    description: 'The new heading, at most 60 characters on one line; null removes it.',
  })
  readonly category?: string | null;

  @NotCleared('price')
  @ValidateNested()
  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The new price of one unit, in the currency of the shop. It cannot be null.',
  })
  readonly price?: MoneyInput | null;

  @ValidateNested()
  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What one unit now costs the shop, in the currency of the shop; null removes it.',
  })
  readonly costPrice?: MoneyInput | null;

  @NotCleared('stock')
  @IsWholeNumber('a stock', 0, MAX_STOCK)
  @Field(() => Int, {
    nullable: true,
    description:
      'How many units there are now, from 0 to 1,000,000, whatever was sold meanwhile. Do not send it together with ' +
      '`stockDelta`.',
  })
  readonly stock?: number | null;

  @IsWholeNumber('a stockDelta', -MAX_STOCK, MAX_STOCK)
  @constraint(
    'isAloneOfTheTwo',
    (_, { object }) => (object as UpdateProductInput).stock === undefined,
    'Expected `stock` or `stockDelta`, not both.',
  )
  @Field(() => Int, {
    nullable: true,
    description:
      'How many units came in, or, if it is below 0, went out. It is added to the stock of that moment, so that sales ' +
      'in between stay counted. From -1,000,000 to 1,000,000.',
  })
  readonly stockDelta?: number | null;

  @NotCleared('available')
  @Field(() => Boolean, { nullable: true, description: 'Whether the shop offers it from now on. It cannot be null.' })
  readonly available?: boolean | null;

  @IsHttpsUrl()
  @Field(() => String, {
    nullable: true,
    description: 'The web address of the new picture, which must begin with https://; null removes it.',
  })
  readonly imageUrl?: string | null;

  @EachOnce(ONCE)
  @Field(() => [Allergen], {
    nullable: true,
    description:
      'The allergens in it, each once, in place of those before. An empty list says that there are none; null, that it ' +
      'is not known.',
  })
  readonly allergens?: Allergen[] | null;

  @IsLine('a supplier', 0, 120)
  @Field(() => String, {
    nullable: true,
    description: 'Who now delivers it to the shop, at most 120 characters on one line; null removes it.',
  })
  readonly supplier?: string | null;

  @IsWholeNumber('a reorderLevel', 0, MAX_STOCK)
  @Field(() => Int, {
    nullable: true,
    description: 'The stock at which to order more, from 0 to 1,000,000; null removes it.',
  })
  readonly reorderLevel?: number | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'The product that leaves the catalogue for good.' })
export class ArchiveProductInput {
  @Field(() => ID, { description: 'The global id of the product to archive.' })
  readonly productId!: string;

  @Field(() => Int, { nullable: true, description: seenVersion('product') })
  readonly version?: number | null;
}
