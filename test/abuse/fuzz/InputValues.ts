import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import type { SeededDice } from './SeededDice';
import { anyJson, memberName, strangeNumber, strangeText } from './strangeValues';

/** Something that an earlier answer gave out: which of them is known when the request is sent. */
export type KnownKind = 'id' | 'shopId' | 'productId' | 'orderId' | 'cursor' | 'token' | 'code' | 'access' | 'password';

/** What stands for it in a request. */
export const KNOWN = /KNOWN<(id|shopId|productId|orderId|cursor|token|code|access|password):(\d+)>/g;

function known(kind: KnownKind, number: number): string {
  return `KNOWN<${kind}:${number}>`;
}

/** A name without quotes, for values of an enum; in variables it is a string. */
export class EnumName {
  constructor(readonly name: string) {}

  toJSON(): string {
    return this.name;
  }
}

const DAYS = [
  '2026-01-01',
  '2026-01-31',
  '2025-12-30',
  '2026-02-30',
  '0000-01-01',
  '0001-01-01',
  '1969-12-31',
  '9999-12-31',
  '2026-1-1',
  '٢٠٢٦-٠١-٠١',
];
const TIMES = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.123456789+23:59',
  '2026-12-31T23:59:60Z',
  '0000-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59.999-23:59',
  '2026-01-01',
  '2026-01-01T24:00:00Z',
];
const DECIMALS = [
  '12.50',
  '0',
  '-0',
  '-1',
  '0.000001',
  '999999999999999.999999',
  '1000000000000',
  '1e5',
  '.5',
  '1.',
  '10000000000.01',
  '12,50',
];
const PHONES = [
  '+49 30 654321',
  '+4930123456',
  '+1 201 555 0123',
  '030 123',
  '+',
  '+999999999999999999',
  '+49 30 123456 ext. 5',
  '＋４９ ３０ １２３４５６',
];
const MAILS = [
  'fuzz-customer@example.com',
  'ada@example.com',
  'ADA@EXAMPLE.COM',
  'fuzz-owner@example.com',
  'a@b',
  "o'hara+tag@example.co.uk",
  '.a@example.com',
  `${'a'.repeat(64)}@example.com`,
  'ä@example.com',
  'a@[127.0.0.1]',
];
const TEXTS = [
  'Ada',
  'Mains',
  'Desserts',
  '2 onions, please\nno garlic',
  'https://images.example.com/a.jpg',
  'DE',
  'DE89 3704 0044 0532 0130 00',
  '09:00',
  '18:30',
  'Correct-horse-7',
  'Wrong-horse-8',
  '123456',
  'key-1',
];
const COORDINATES = [
  'Shop.name',
  'Query.platformStatistics',
  'Nothing.atAll',
  'Order.total',
  '__proto__.toString',
  'Shop',
  'Shop.',
  '.',
];
const BY_NAME: Readonly<Record<string, KnownKind>> = {
  shopId: 'shopId',
  productId: 'productId',
  orderId: 'orderId',
  after: 'cursor',
  accessToken: 'access',
  password: 'password',
  currentPassword: 'password',
  refreshToken: 'token',
  challenge: 'token',
  guestSessionToken: 'token',
  code: 'code',
};

/** Values for the types of the schema: mostly of their kind, so that they come far, and now and then anything at all. */
export class InputValues {
  constructor(
    private readonly dice: SeededDice,
    /** Of a hundred leaves, so many are of another kind, or at a limit. */
    private readonly wild: number,
  ) {}

  of(type: GraphQLInputType, name: string): unknown {
    if (isNonNullType(type)) return this.dice.chance(this.wild / 8) ? null : this.nullable(type.ofType, name);
    return this.dice.chance(5) ? null : this.nullable(type, name);
  }

  private nullable(type: GraphQLInputType, name: string): unknown {
    const { dice } = this;
    if (dice.chance(this.wild / 4)) return anyJson(dice);
    if (isListType(type)) return this.list(type.ofType, name);
    if (isInputObjectType(type)) return this.object(type);
    if (isEnumType(type)) return this.enumValue(type);
    return this.scalar(String(type), name);
  }

  private list(type: GraphQLInputType, name: string): unknown {
    // One item alone is a list of one.
    if (this.dice.chance(5)) return this.of(type, name);
    const most = this.dice.chance(3) ? 120 : 3;
    return this.dice.times(0, most, () => this.of(type, name));
  }

  private object(type: GraphQLInputObjectType): unknown {
    const { dice } = this;
    const members: [string, unknown][] = [];
    for (const field of Object.values(type.getFields())) {
      const isGiven = isRequiredInputField(field) ? !dice.chance(this.wild / 8) : dice.chance(40);
      if (isGiven) members.push([field.name, this.of(field.type, field.name)]);
    }
    if (dice.chance(this.wild / 4)) members.push([memberName(dice), anyJson(dice)]);
    return Object.fromEntries(members);
  }

  private enumValue(type: GraphQLEnumType): unknown {
    const { name } = this.dice.pick(type.getValues());
    return this.dice.chance(this.wild / 2) ? this.dice.pick([name.toLowerCase(), 'NOTHING', 1]) : new EnumName(name);
  }

  private scalar(type: string, name: string): unknown {
    const { dice } = this;
    switch (type) {
      case 'Boolean':
        return dice.chance(this.wild) ? dice.pick(['true', 0, 1]) : dice.chance(60);
      case 'Int':
      case 'Float':
        return dice.chance(this.wild) ? dice.pick([strangeNumber(dice), '1', true]) : 1 + dice.upTo(5);
      case 'ID':
        return this.id(name);
      default:
        return this.text(type, name);
    }
  }

  private id(name: string): unknown {
    const { dice } = this;
    if (dice.chance(this.wild)) return dice.chance(80) ? strangeText(dice) : strangeNumber(dice);
    return known(dice.chance(85) ? (BY_NAME[name] ?? 'id') : 'id', dice.upTo(1000));
  }

  private text(type: string, name: string): unknown {
    const { dice } = this;
    if (dice.chance(this.wild)) return dice.chance(90) ? strangeText(dice) : strangeNumber(dice);
    const kind = BY_NAME[name];
    if (kind !== undefined && dice.chance(70)) return known(kind, dice.upTo(1000));
    if (name === 'idempotencyKey') return `key-${dice.upTo(5000)}`;
    return dice.pick(this.examples(type, name));
  }

  private examples(type: string, name: string): readonly string[] {
    const byType: Readonly<Record<string, readonly string[]>> = {
      Date: DAYS,
      DateTime: TIMES,
      Decimal: DECIMALS,
      PhoneNumber: PHONES,
      EmailAddress: MAILS,
    };
    if (name === 'coordinates') return COORDINATES;
    // Good ones more often than those at the limits.
    const all = byType[type] ?? TEXTS;
    return this.dice.chance(this.wild === 0 ? 90 : 50) ? all.slice(0, 2) : all;
  }
}
