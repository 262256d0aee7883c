/** What the documents say of a code in `userErrors`: when it comes, and what an app does about it. */
interface UserErrorHelp {
  readonly cause: string;
  readonly remedy: string;
}

/** Of each code of `UserErrorCode`: the descriptions in the schema and `docs/errors.md` are made of it. */
export const USER_ERROR_HELP = {
  CODE_NOT_ACCEPTED: {
    cause: 'The code from the e-mail or the authenticator is wrong, was used before, or is too old.',
    remedy: 'Ask for the code again. Offer to send a new e-mail, or wait until the authenticator shows the next code.',
  },
  CREDENTIALS_NOT_ACCEPTED: {
    cause: 'The e-mail address or the password is not right, or the address is not confirmed yet.',
    remedy: 'Ask for both again, and offer `forgotPassword` and `resendConfirmationCode`.',
  },
  CURRENCY_MISMATCH: {
    cause: 'An amount is in another currency than the shop sells in.',
    remedy: 'Send amounts in `Shop.currencyCode`.',
  },
  DATA_ERASED: {
    cause: 'The person had their data erased, so nothing new is kept about them.',
    remedy:
      'To order again, the person registers again (`registerCustomer`). A shop cannot write a note to such an order.',
  },
  EMAIL_NOT_VERIFIED: {
    cause: 'The identity token carries no verified e-mail address.',
    remedy: 'Have the person confirm the address, then sign in again.',
  },
  ERASURE_NOT_COMPLETE: {
    cause: 'The person’s data is still being erased.',
    remedy: 'Call `eraseMyData` until it is `complete`, then register.',
  },
  INVALID_TRANSITION: {
    cause: 'The order cannot get this status from the one that it has now.',
    remedy: 'Read the order again, and offer only the next steps: PENDING, ACCEPTED, READY, COMPLETED; or REJECTED.',
  },
  NOT_CANCELLABLE: {
    cause: 'The order is not PENDING any more, so the buyer cannot cancel it.',
    remedy: 'Read the order again, and tell the person to speak to the shop.',
  },
  OUT_OF_STOCK: {
    cause: 'There is not enough left of the product of this line.',
    remedy: 'Ask for a smaller quantity, or take the line out. A second try counts as an attempt.',
  },
  PASSWORD_MAY_BE_SET: {
    cause: 'Nobody answered whether the new password was set.',
    remedy: 'Sign in with the new password. If that is refused, the password before is still good.',
  },
  PASSWORD_NOT_SET: {
    cause: 'The address is confirmed, but the password could not be stored.',
    remedy: 'Send a code with `forgotPassword`, and set the password with `confirmForgotPassword`.',
  },
  PASSWORD_TOO_WEAK: {
    cause: 'The password is too short or too simple, or was used before.',
    remedy: 'Ask for at least 8 characters, with upper and lower case letters, a digit and a symbol.',
  },
  PRODUCT_ARCHIVED: {
    cause: 'The product is archived, so it cannot be changed.',
    remedy: 'Create a new product.',
  },
  PRODUCT_UNAVAILABLE: {
    cause: 'The shop does not sell the product of this line now.',
    remedy: 'Take the line out, and read the products again.',
  },
  SECOND_FACTOR_LOCKED: {
    cause: 'Too many wrong codes were sent in a row.',
    remedy:
      'Sign in on a device that was used before, or set a new password with `forgotPassword`. If neither helps, ask whoever runs the platform.',
  },
  SECOND_FACTOR_NOT_SET_UP: {
    cause: 'The account has no authenticator.',
    remedy: 'Set one up with `startTotpEnrolment`.',
  },
  SESSIONS_NOT_ENDED: {
    cause: 'It is done, but other sessions or proofs of a second factor may last for some minutes.',
    remedy: 'To end them, sign in and change the password once more.',
  },
  SESSION_ENDED: {
    cause: 'The sign-in is over, or its challenge is too old.',
    remedy: 'Have the person sign in again, with the new password where it was changed.',
  },
  SHOP_CLOSED: {
    cause: 'The shop takes no orders now.',
    remedy: 'Show its opening hours, and try again when `Shop.open` is `true`.',
  },
  SIGN_IN_NOT_SUPPORTED: {
    cause: 'The account needs a step at the identity provider before it can sign in here.',
    remedy: 'Ask whoever runs the platform to set the account up.',
  },
  STOCK_OUT_OF_RANGE: {
    cause: 'With this change, the stock would be below 0 or too large.',
    remedy: 'Read the stock again, and send a smaller change.',
  },
  TOTAL_TOO_LARGE: {
    cause: 'The order costs more than one order may.',
    remedy: 'Order less, or place several orders.',
  },
} as const satisfies Readonly<Record<string, UserErrorHelp>>;
