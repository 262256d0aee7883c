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
  description:
    'Why something was not done, for programs. These are the cases about which a person can do something; all others are in `errors`.',
  valuesConfig: {
    CODE_NOT_ACCEPTED: { description: 'The code is wrong, was used before, or is too old.' },
    CREDENTIALS_NOT_ACCEPTED: {
      description:
        'The password is wrong; or, when signing in, the e-mail address is, or it is not confirmed yet. Which of these is not told.',
    },
    CURRENCY_MISMATCH: { description: 'The amount is in another currency than the prices of the shop.' },
    DATA_ERASED: { description: 'The person had their data erased, so nothing new is stored about them.' },
    EMAIL_NOT_VERIFIED: {
      description: 'The ID token has no verified e-mail address. Confirm the address, then sign in again.',
    },
    ERASURE_NOT_COMPLETE: { description: 'The data of the person is still being erased. Finish that first.' },
    INVALID_TRANSITION: { description: 'The order cannot go from its present status to the one that was asked for.' },
    NOT_CANCELLABLE: { description: 'The order is not `PENDING` any more, so its buyer cannot cancel it.' },
    OUT_OF_STOCK: { description: 'The shop does not have as much of the product as was asked for.' },
    PASSWORD_MAY_BE_SET: {
      description:
        'It is not known whether the new password was set. Try to sign in with it, then with the one before.',
    },
    PASSWORD_NOT_SET: {
      description: 'The address is confirmed, but the password could not be stored. Use `forgotPassword` to set it.',
    },
    PASSWORD_TOO_WEAK: { description: 'The new password is too short or too simple, or was used before.' },
    PRODUCT_ARCHIVED: { description: 'The product is archived, so it cannot be changed any more.' },
    PRODUCT_UNAVAILABLE: { description: 'The shop does not sell this product now, or has no such product.' },
    SECOND_FACTOR_LOCKED: {
      description:
        'There were too many wrong codes in a row. Sign in on a device that was used before, or set a new password with `forgotPassword`.',
    },
    SECOND_FACTOR_NOT_SET_UP: { description: 'The account has no authenticator. Set one up first.' },
    SESSIONS_NOT_ENDED: {
      description:
        'The request was done, but other sessions or proofs of a second factor may stay valid for a while. To end them, change the password.',
    },
    SESSION_ENDED: { description: 'The sign-in has ended, or its challenge is too old. Sign in again.' },
    SHOP_CLOSED: { description: 'The shop takes no orders now.' },
    SIGN_IN_NOT_SUPPORTED: {
      description: 'The account must be set up at the identity provider before it can sign in here.',
    },
    STOCK_OUT_OF_RANGE: { description: 'The change would bring the stock below 0 or above 1,000,000.' },
    TOTAL_TOO_LARGE: { description: 'The order costs more than an order may. Order less, or place several orders.' },
  },
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
