import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { Allergen } from '../Product';
import { Role } from '../roles';
import { constraint, EachOnce, IsHttpsUrl, IsLine, IsText, IsWholeNumber, NotCleared } from './constraints';
import { MoneyInput } from './MoneyInput';

/** Of one product. */
export const MAX_STOCK = 1_000_000;
/** In characters. */
export const MAX_CATEGORY = 60;
const MAX_DESCRIPTION = 2000;
const ONCE = 'Expected each allergen once.';
const SEEN = 'The version that was seen; the product is left alone if it has another one by now.';

@Auth({ own: [Role.SHOP_OWNER] })
@InputType()
export class CreateProductInput {
  @Field(() => ID)
  readonly shopId!: string;

  @IsLine('a name', 1, 120)
  @Field(() => String)
  readonly name!: string;

  @IsText('a description', 0, MAX_DESCRIPTION)
  @Field(() => String, { nullable: true })
  readonly description?: string | null;

  @IsLine('a category', 0, MAX_CATEGORY)
  @Field(() => String, { nullable: true, description: 'The shop’s own heading, such as "Starters".' })
  readonly category?: string | null;

  @ValidateNested()
  @Field(() => MoneyInput)
  readonly price!: MoneyInput;

  @ValidateNested()
  @Field(() => MoneyInput, { nullable: true, description: 'What one costs the shop.' })
  readonly costPrice?: MoneyInput | null;

  @IsWholeNumber('a stock', 0, MAX_STOCK)
  @Field(() => Int)
  readonly stock!: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether it can be ordered now; yes unless told.' })
  readonly available?: boolean | null;

  @IsHttpsUrl()
  @Field(() => String, { nullable: true })
  readonly imageUrl?: string | null;

  @EachOnce(ONCE)
  @Field(() => [Allergen], { nullable: true, description: 'Empty: there are none in it. Absent: not declared.' })
  readonly allergens?: Allergen[] | null;

  @IsLine('a supplier', 0, 120)
  @Field(() => String, { nullable: true })
  readonly supplier?: string | null;

  @IsWholeNumber('a reorderLevel', 0, MAX_STOCK)
  @Field(() => Int, { nullable: true })
  readonly reorderLevel?: number | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'What is absent stays as it is; `null` clears what may be absent.' })
export class UpdateProductInput {
  @Field(() => ID)
  readonly productId!: string;

  @Field(() => Int, { nullable: true, description: SEEN })
  readonly version?: number | null;

  @NotCleared('name')
  @IsLine('a name', 1, 120)
  @Field(() => String, { nullable: true })
  readonly name?: string | null;

  @IsText('a description', 0, MAX_DESCRIPTION)
  @Field(() => String, { nullable: true })
  readonly description?: string | null;

  @IsLine('a category', 0, MAX_CATEGORY)
  @Field(() => String, { nullable: true })
  readonly category?: string | null;

  @NotCleared('price')
  @ValidateNested()
  @Field(() => MoneyInput, { nullable: true })
  readonly price?: MoneyInput | null;

  @ValidateNested()
  @Field(() => MoneyInput, { nullable: true })
  readonly costPrice?: MoneyInput | null;

  @NotCleared('stock')
  @IsWholeNumber('a stock', 0, MAX_STOCK)
  @Field(() => Int, { nullable: true, description: 'How many there are, whatever was sold meanwhile.' })
  readonly stock?: number | null;

  @IsWholeNumber('a stockDelta', -MAX_STOCK, MAX_STOCK)
  @constraint(
    'isAloneOfTheTwo',
    (_, { object }) => (object as UpdateProductInput).stock === undefined,
    'Expected `stock` or `stockDelta`, not both.',
  )
  @Field(() => Int, {
    nullable: true,
    description: 'How many came in (or, below 0, went out); added to what is there at that moment, beside all sales.',
  })
  readonly stockDelta?: number | null;

  @NotCleared('available')
  @Field(() => Boolean, { nullable: true })
  readonly available?: boolean | null;

  @IsHttpsUrl()
  @Field(() => String, { nullable: true })
  readonly imageUrl?: string | null;

  @EachOnce(ONCE)
  @Field(() => [Allergen], { nullable: true, description: 'Empty: there are none in it. `null`: not declared.' })
  readonly allergens?: Allergen[] | null;

  @IsLine('a supplier', 0, 120)
  @Field(() => String, { nullable: true })
  readonly supplier?: string | null;

  @IsWholeNumber('a reorderLevel', 0, MAX_STOCK)
  @Field(() => Int, { nullable: true })
  readonly reorderLevel?: number | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType()
export class ArchiveProductInput {
  @Field(() => ID)
  readonly productId!: string;

  @Field(() => Int, { nullable: true, description: SEEN })
  readonly version?: number | null;
}
