import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Attribute, Auth, Embedded, Stored, type Codec } from '../src/model/annotations';
import { storedInteger } from '../src/storage/storedInteger';
import { CurrencyCode, DecimalScalar, shiftDecimal } from './Money';
import { Node } from './Node';
import { MARKET, Role } from './roles';
import { shopKey } from './keys';
import { DateTimeScalar } from './scalars/dates';
import { PhoneNumberScalar } from './scalars/PhoneNumber';

export enum ShopCategory {
  BAKERY = 'BAKERY',
  BAR = 'BAR',
  BOOKS = 'BOOKS',
  CAFE = 'CAFE',
  FASHION = 'FASHION',
  FLORIST = 'FLORIST',
  GROCERY = 'GROCERY',
  RESTAURANT = 'RESTAURANT',
}

registerEnumType(ShopCategory, { name: 'ShopCategory', description: 'What kind of shop it is.' });

export enum DayOfWeek {
  MONDAY = 'MONDAY',
  TUESDAY = 'TUESDAY',
  WEDNESDAY = 'WEDNESDAY',
  THURSDAY = 'THURSDAY',
  FRIDAY = 'FRIDAY',
  SATURDAY = 'SATURDAY',
  SUNDAY = 'SUNDAY',
}

registerEnumType(DayOfWeek, { name: 'DayOfWeek', description: 'A day of the week, where the shop is.' });

/** The category of an item, which figures go by. Throws at what is none of the platform's. */
export function shopCategoryOf(stored: unknown): ShopCategory {
  if (Object.values<unknown>(ShopCategory).includes(stored)) return stored as ShopCategory;
  throw new TypeError('expected a category of the platform');
}

@Auth({ asParent: true })
@Embedded()
@ObjectType({ description: 'Where a shop is.' })
export class Address {
  @Attribute()
  @Field(() => String)
  readonly street!: string;

  @Attribute()
  @Field(() => String)
  readonly city!: string;

  @Attribute()
  @Field(() => String)
  readonly postalCode!: string;

  @Attribute()
  @Field(() => String, { description: 'ISO 3166-1 alpha-2.' })
  readonly countryCode!: string;
}

@Auth({ asParent: true })
@Embedded()
@ObjectType({ description: 'When a shop is open on one day of the week, in its own time zone.' })
export class OpeningHours {
  @Attribute()
  @Field(() => DayOfWeek)
  readonly day!: DayOfWeek;

  @Attribute()
  @Field(() => String, { description: '"HH:MM", 24 hours.' })
  readonly opens!: string;

  @Attribute()
  @Field(() => String, { description: '"HH:MM", 24 hours; earlier than `opens` where it is past midnight.' })
  readonly closes!: string;
}

const BASIS_POINT_DECIMALS = 4;
const asRate: Codec = { shared: [], show: (stored) => shiftDecimal(storedInteger(stored), BASIS_POINT_DECIMALS) };

@Auth({ always: MARKET })
@Stored({ ...shopKey })
@ObjectType({ implements: Node, description: 'A restaurant or shop that sells to the people who walk in.' })
export class Shop extends Node {
  @Attribute()
  @Field(() => String)
  readonly name!: string;

  @Attribute()
  @Field(() => String, { nullable: true })
  readonly description!: string | null;

  @Attribute()
  @Field(() => ShopCategory)
  readonly category!: ShopCategory;

  @Attribute()
  @Field(() => Address)
  readonly address!: Address;

  @Attribute()
  @Field(() => PhoneNumberScalar, { nullable: true })
  readonly phoneNumber!: string | null;

  @Attribute()
  @Field(() => CurrencyCode, { description: 'The currency of all its prices.' })
  readonly currencyCode!: CurrencyCode;

  @Attribute()
  @Field(() => Boolean, { description: 'Whether it takes orders now.' })
  readonly open!: boolean;

  @Attribute()
  @Field(() => [OpeningHours])
  readonly openingHours!: OpeningHours[];

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => String, { nullable: true, description: 'The name in the trade register.' })
  readonly legalName!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => String, { nullable: true })
  readonly taxId!: string | null;

  @Auth({ own: [Role.SHOP_OWNER], mfa: true })
  @Attribute()
  @Field(() => String, { nullable: true, description: 'The account that the platform pays to.' })
  readonly payoutIban!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute({ as: asRate })
  @Field(() => DecimalScalar, { nullable: true, description: 'The platform’s share of each order: "0.0250" is 2.5 %.' })
  readonly commissionRate!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when earlier visit tokens are worthless.' })
  readonly visitTokenRotatedAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, { nullable: true })
  readonly createdAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description: 'Grows with each change; send it back to detect that somebody else changed it.',
  })
  readonly version!: number | null;
}
