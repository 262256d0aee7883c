import { ArrayMaxSize, IsISO31661Alpha2, Matches, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { Role } from '../roles';
import { DayOfWeek } from '../OpeningHours';
import { PhoneNumberScalar } from '../scalars/PhoneNumber';
import { EachOnce, IsIban, IsLine, IsText, NotCleared } from './constraints';
import { seenVersion } from './seenVersion';

/** Three spans a day, as of a kitchen with breakfast, lunch and dinner. */
const MAX_SPANS = 21;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const TIME_MESSAGE = { message: 'Expected a time of day from "00:00" to "23:59".' };

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({
  description: 'What to change in the address. What is left out stays as it is; nothing of it can be null.',
})
export class AddressInput {
  @NotCleared('street')
  @IsLine('a street', 1, 120)
  @Field(() => String, {
    nullable: true,
    description: 'The street and the house number, 1 to 120 characters on one line.',
  })
  readonly street?: string | null;

  @NotCleared('city')
  @IsLine('a city', 1, 80)
  @Field(() => String, { nullable: true, description: 'The town or city, 1 to 80 characters on one line.' })
  readonly city?: string | null;

  @NotCleared('postalCode')
  @IsLine('a postalCode', 1, 16)
  @Field(() => String, { nullable: true, description: 'The postal code, 1 to 16 characters on one line.' })
  readonly postalCode?: string | null;

  @NotCleared('countryCode')
  @IsISO31661Alpha2({ message: 'Expected a countryCode of ISO 3166-1 alpha-2, such as "DE".' })
  @Field(() => String, {
    nullable: true,
    description: 'The country, by its code of two letters in ISO 3166-1, such as "DE".',
  })
  readonly countryCode?: string | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({
  description: 'One span of time in which the shop is open. A day may have several, each with another time of opening.',
})
export class OpeningHoursInput {
  @Field(() => DayOfWeek, { description: 'The day of the week on which the shop opens.' })
  readonly day!: DayOfWeek;

  @Matches(TIME, TIME_MESSAGE)
  @Field(() => String, { description: 'The time of opening, as "HH:MM" in 24 hours, such as "09:30".' })
  readonly opens!: string;

  @Matches(TIME, TIME_MESSAGE)
  @Field(() => String, {
    description: 'The time of closing, as "HH:MM" in 24 hours. If it is earlier than `opens`, it is on the next day.',
  })
  readonly closes!: string;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({
  description: 'What to change in the shop. What is left out stays as it is; null removes what may be missing.',
})
export class UpdateShopInput {
  @Field(() => ID, { description: 'The global id of the shop to change.' })
  readonly shopId!: string;

  @Field(() => Int, { nullable: true, description: seenVersion('shop') })
  readonly version?: number | null;

  @NotCleared('name')
  @IsLine('a name', 1, 120)
  @Field(() => String, {
    nullable: true,
    description: 'The new name, 1 to 120 characters on one line. It cannot be null.',
  })
  readonly name?: string | null;

  @IsText('a description', 0, 2000)
  @Field(() => String, {
    nullable: true,
    description: 'What the shop says about itself, at most 2,000 characters on one or more lines; null removes it.',
  })
  readonly description?: string | null;

  @NotCleared('address')
  @ValidateNested()
  @Field(() => AddressInput, { nullable: true, description: 'The parts of the address to change. It cannot be null.' })
  readonly address?: AddressInput | null;

  @Field(() => PhoneNumberScalar, { nullable: true, description: 'The new phone number; null removes it.' })
  readonly phoneNumber?: string | null;

  @NotCleared('open')
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the shop takes orders from now on. It cannot be null.',
  })
  readonly open?: boolean | null;

  @NotCleared('openingHours')
  @ArrayMaxSize(MAX_SPANS, { message: `Expected at most ${String(MAX_SPANS)} spans of openingHours.` })
  @EachOnce(
    'Expected spans that differ in their day or their time of opening.',
    ({ day, opens }: OpeningHoursInput) => `${day} ${opens}`,
  )
  @ValidateNested()
  @Field(() => [OpeningHoursInput], {
    nullable: true,
    description:
      'All spans of the week, at most 21, in place of those before. It cannot be null; an empty list removes them.',
  })
  readonly openingHours?: OpeningHoursInput[] | null;

  @IsLine('a legalName', 0, 200)
  @Field(() => String, {
    nullable: true,
    description: 'The name of the business in the trade register, at most 200 characters on one line; null removes it.',
  })
  readonly legalName?: string | null;

  @IsLine('a taxId', 0, 40)
  @Field(() => String, {
    nullable: true,
    description: 'The tax number of the business, at most 40 characters on one line; null removes it.',
  })
  readonly taxId?: string | null;

  // Whoever could write it where only reading it takes a second factor would not need to read it.
  @Auth({ own: [Role.SHOP_OWNER], mfa: true })
  @IsIban('a payoutIban')
  @Field(() => String, {
    nullable: true,
    description:
      'The bank account to which the platform pays, as an IBAN of 15 to 34 letters and digits with correct check ' +
      'digits; spaces are allowed. Null removes it.',
  })
  readonly payoutIban?: string | null;
}

@Auth({ own: [Role.SHOP_OWNER] })
@InputType({ description: 'The shop that gets a new visit token.' })
export class RotateVisitTokenInput {
  @Field(() => ID, { description: 'The global id of the shop whose visit token is replaced.' })
  readonly shopId!: string;
}
