import { ArrayMaxSize, IsISO31661Alpha2, Matches, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { Role } from '../roles';
import { DayOfWeek } from '../Shop';
import { PhoneNumberScalar } from '../scalars/PhoneNumber';
import { EachOnce, IsIban, IsLine, IsText, NotCleared } from './constraints';

/** Three spans a day, as of a kitchen with breakfast, lunch and dinner. */
const MAX_SPANS = 21;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const TIME_MESSAGE = { message: 'Expected a time of day from "00:00" to "23:59".' };

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'What is absent stays as it is.' })
export class AddressInput {
  @NotCleared('street')
  @IsLine('a street', 1, 120)
  @Field(() => String, { nullable: true })
  readonly street?: string | null;

  @NotCleared('city')
  @IsLine('a city', 1, 80)
  @Field(() => String, { nullable: true })
  readonly city?: string | null;

  @NotCleared('postalCode')
  @IsLine('a postalCode', 1, 16)
  @Field(() => String, { nullable: true })
  readonly postalCode?: string | null;

  @NotCleared('countryCode')
  @IsISO31661Alpha2({ message: 'Expected a countryCode of ISO 3166-1 alpha-2, such as "DE".' })
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  readonly countryCode?: string | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType()
export class OpeningHoursInput {
  @Field(() => DayOfWeek)
  readonly day!: DayOfWeek;

  @Matches(TIME, TIME_MESSAGE)
  @Field(() => String, { description: '"HH:MM", 24 hours.' })
  readonly opens!: string;

  @Matches(TIME, TIME_MESSAGE)
  @Field(() => String, { description: '"HH:MM", 24 hours; earlier than `opens` where it is past midnight.' })
  readonly closes!: string;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'What is absent stays as it is; `null` clears what may be absent.' })
export class UpdateShopInput {
  @Field(() => ID)
  readonly shopId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was seen; the shop is left alone if it has another one by now.',
  })
  readonly version?: number | null;

  @NotCleared('name')
  @IsLine('a name', 1, 120)
  @Field(() => String, { nullable: true })
  readonly name?: string | null;

  @IsText('a description', 0, 2000)
  @Field(() => String, { nullable: true })
  readonly description?: string | null;

  @NotCleared('address')
  @ValidateNested()
  @Field(() => AddressInput, { nullable: true })
  readonly address?: AddressInput | null;

  @Field(() => PhoneNumberScalar, { nullable: true })
  readonly phoneNumber?: string | null;

  @NotCleared('open')
  @Field(() => Boolean, { nullable: true, description: 'Whether it takes orders now.' })
  readonly open?: boolean | null;

  @NotCleared('openingHours')
  @ArrayMaxSize(MAX_SPANS, { message: `Expected at most ${String(MAX_SPANS)} spans of openingHours.` })
  @EachOnce(
    'Expected one span for each day and time of opening.',
    ({ day, opens }: OpeningHoursInput) => `${day} ${opens}`,
  )
  @ValidateNested()
  @Field(() => [OpeningHoursInput], { nullable: true, description: 'Takes the place of all that were there.' })
  readonly openingHours?: OpeningHoursInput[] | null;

  @IsLine('a legalName', 0, 200)
  @Field(() => String, { nullable: true, description: 'The name in the trade register.' })
  readonly legalName?: string | null;

  @IsLine('a taxId', 0, 40)
  @Field(() => String, { nullable: true })
  readonly taxId?: string | null;

  // Whoever could write it where only reading it takes a second factor would not need to read it.
  @Auth({ own: [Role.SHOP_OWNER], mfa: true })
  @IsIban('a payoutIban')
  @Field(() => String, { nullable: true, description: 'An IBAN; spaces may stand in it.' })
  readonly payoutIban?: string | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType()
export class RotateVisitTokenInput {
  @Field(() => ID)
  readonly shopId!: string;
}
