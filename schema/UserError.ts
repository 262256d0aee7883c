import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';

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
  description: 'Why something was not done that a person can mend.',
});

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Why something was not done, in words for the person who asked.' })
export class UserError {
  @Field(() => [String], { nullable: true, description: 'The path in the input, such as ["lines", "0", "quantity"].' })
  readonly field!: readonly string[] | null;

  @Field(() => UserErrorCode)
  readonly code!: UserErrorCode;

  @Field(() => String)
  readonly message!: string;
}
