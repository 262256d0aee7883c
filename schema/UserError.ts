import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import { USER_ERROR_HELP } from './userErrorHelp';

/** What a person can mend, and what an app can tell them apart by. */
export enum UserErrorCode {
  CODE_NOT_ACCEPTED = 'CODE_NOT_ACCEPTED',
  CREDENTIALS_NOT_ACCEPTED = 'CREDENTIALS_NOT_ACCEPTED',
  CURRENCY_MISMATCH = 'CURRENCY_MISMATCH',
  DATA_ERASED = 'DATA_ERASED',
  EMAIL_NOT_VERIFIED = 'EMAIL_NOT_VERIFIED',
  ERASURE_NOT_COMPLETE = 'ERASURE_NOT_COMPLETE',
  INVALID_TRANSITION = 'INVALID_TRANSITION',
  NOT_CANCELLABLE = 'NOT_CANCELLABLE',
  OUT_OF_STOCK = 'OUT_OF_STOCK',
  PASSWORD_MAY_BE_SET = 'PASSWORD_MAY_BE_SET',
  PASSWORD_NOT_SET = 'PASSWORD_NOT_SET',
  PASSWORD_TOO_WEAK = 'PASSWORD_TOO_WEAK',
  PRODUCT_ARCHIVED = 'PRODUCT_ARCHIVED',
  PRODUCT_UNAVAILABLE = 'PRODUCT_UNAVAILABLE',
  SECOND_FACTOR_LOCKED = 'SECOND_FACTOR_LOCKED',
  SECOND_FACTOR_NOT_SET_UP = 'SECOND_FACTOR_NOT_SET_UP',
  SESSIONS_NOT_ENDED = 'SESSIONS_NOT_ENDED',
  SESSION_ENDED = 'SESSION_ENDED',
  SHOP_CLOSED = 'SHOP_CLOSED',
  SIGN_IN_NOT_SUPPORTED = 'SIGN_IN_NOT_SUPPORTED',
  STOCK_OUT_OF_RANGE = 'STOCK_OUT_OF_RANGE',
  TOTAL_TOO_LARGE = 'TOTAL_TOO_LARGE',
}

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description:
    'Why something was not done, for programs. These are the cases about which a person can do something; all others are in `errors`.',
  valuesConfig: Object.fromEntries(
    Object.values(UserErrorCode).map((code) => [code, { description: USER_ERROR_HELP[code].cause }]),
  ),
});

/** Of the list in every payload. */
export const USER_ERRORS =
  'What was not done, and what a person can do about it. The list is empty if everything was done as asked.';

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Something that was not done: why, and what a person can do about it.' })
export class UserError {
  @Field(() => [String], {
    nullable: true,
    description:
      'The path to the input field that it is about, such as ["lines", "0", "quantity"]; null if it is about no single ' +
      'field.',
  })
  readonly field!: readonly string[] | null;

  @Field(() => UserErrorCode, { description: 'The reason, for programs.' })
  readonly code!: UserErrorCode;

  @Field(() => String, { description: 'The reason in English, and what to do, for the person who asked.' })
  readonly message!: string;
}
