import { Field, Int, ObjectType } from 'type-graphql';
import { Attribute, Auth, Embedded, Stored, type Codec } from '../src/model/annotations';
import { storedInteger } from '../src/storage/storedInteger';
import { CurrencyCode, DecimalScalar, shiftDecimal } from './Money';
import { Node } from './Node';
import { OpeningHours } from './OpeningHours';
import { MARKET, Role } from './roles';
import { ShopCategory } from './ShopCategory';
import { shopKey } from './keys';
import { DateTimeScalar } from './scalars/dates';
import { PhoneNumberScalar } from './scalars/PhoneNumber';

@Auth({ asParent: true })
@Embedded()
@ObjectType({ description: 'Where a shop is, as it would be written on a letter.' })
export class Address {
  @Attribute()
  @Field(() => String, { description: 'The street and the house number.' })
  readonly street!: string;

  @Attribute()
  @Field(() => String, { description: 'The town or city.' })
  readonly city!: string;

  @Attribute()
  @Field(() => String, { description: 'The postal code, as it is written in that country.' })
  readonly postalCode!: string;

  @Attribute()
  @Field(() => String, { description: 'The country, by its code of two letters in ISO 3166-1, such as "DE".' })
  readonly countryCode!: string;
}

const BASIS_POINT_DECIMALS = 4;
const asRate: Codec = { shared: [], show: (stored) => shiftDecimal(storedInteger(stored), BASIS_POINT_DECIMALS) };

@Auth({ always: MARKET })
@Stored({ ...shopKey })
@ObjectType({ implements: Node, description: 'A restaurant or shop that sells to the people who walk in.' })
export class Shop extends Node {
  @Attribute()
  @Field(() => String, { description: 'The name of the shop, 1 to 120 characters.' })
  readonly name!: string;

  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'What the shop says about itself, at most 2,000 characters; null if it says nothing.',
  })
  readonly description!: string | null;

  @Attribute()
  @Field(() => ShopCategory, { description: 'The kind of shop that it is.' })
  readonly category!: ShopCategory;

  @Attribute()
  @Field(() => Address, { description: 'Where the shop is.' })
  readonly address!: Address;

  @Attribute()
  @Field(() => PhoneNumberScalar, {
    nullable: true,
    description: 'The phone number of the shop; null if it gave none.',
  })
  readonly phoneNumber!: string | null;

  @Attribute()
  @Field(() => CurrencyCode, { description: 'The currency of all prices in this shop.' })
  readonly currencyCode!: CurrencyCode;

  @Attribute()
  @Field(() => Boolean, {
    description: 'Whether the shop takes orders now. The owner switches this; it does not follow `openingHours`.',
  })
  readonly open!: boolean;

  @Attribute()
  @Field(() => [OpeningHours], {
    description:
      'When the shop is usually open; an empty list if the owner did not say. To learn whether it takes orders now, ask ' +
      'for `open`.',
  })
  readonly openingHours!: OpeningHours[];

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'The name of the business in the trade register; null if the owner did not give it.',
  })
  readonly legalName!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'The tax number of the business, such as a VAT number; null if the owner did not give it.',
  })
  readonly taxId!: string | null;

  @Auth({ own: [Role.SHOP_OWNER], mfa: true })
  @Attribute()
  @Field(() => String, {
    nullable: true,
    description:
      'The bank account to which the platform pays the shop, as an IBAN without spaces; null if the owner did not give ' +
      'it.',
  })
  readonly payoutIban!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute({ as: asRate })
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'The share of each order that the platform keeps: "0.0250" is 2.5 %. If it is null, the platform keeps nothing.',
  })
  readonly commissionRate!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the visit token was last replaced by `rotateVisitToken`; null if it never was.',
  })
  readonly visitTokenRotatedAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the shop joined the platform.' })
  readonly createdAt!: string | null;

  @Auth({ own: [Role.SHOP_OWNER] })
  @Attribute()
  @Field(() => Int, {
    nullable: true,
    description:
      'The number of this version of the shop; it grows with each change. Send it with a mutation to notice whether ' +
      'somebody else changed the shop in between.',
  })
  readonly version!: number | null;
}
