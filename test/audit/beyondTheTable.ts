import type { Cells } from './accessTable';
import { ROLES } from './accessTable';

/** What an owner says of a product, when it is made and later. */
const PRODUCT = 'name description category price costPrice available imageUrl allergens supplier reorderLevel';

/**
 * The fields that the contract's table has no line for, each with what is expected of it. Whoever adds a field writes it down
 * here (or gives it a line in the contract): a field that nobody has thought about fails the test.
 */
export const BEYOND_THE_TABLE: ReadonlyMap<string, Cells | 'as parent'> = new Map<string, Cells | 'as parent'>([
  // Offered beyond the contract: the version that a change was made on, for who may change the item.
  ...lines('Shop Product Order', 'version', ['', '', 'own', '']),
  ...lines('Customer', 'version', ['', 'own', '', '']),
  // Offered beyond the contract: since when a product is out of the catalogue, for its owner.
  ...lines('Product', 'archivedAt', ['', '', 'own', '']),
  // The contract has it among the operations: the type's line holds.
  // May I?: for everyone, about themselves.
  ...lines('Viewer', 'access', ['yes', 'yes', 'yes', 'yes']),
  ...asParent('CoordinateAccess', 'coordinate read write because'),
  ...lines('Viewer', 'guestOrders', ['yes', 'yes', 'yes', 'yes']),
  // Values: as visible as the field that leads to them.
  ...asParent('Address', 'street city postalCode countryCode'),
  ...asParent('OpeningHours', 'day opens closes'),
  ...asParent('Money', 'amount currencyCode'),
  ...asParent('GuestSession', 'token expiresAt'),
  ...asParent('PageInfo', 'hasNextPage hasPreviousPage startCursor endCursor'),
  ...asParent('OrderConnection ProductConnection', 'edges nodes pageInfo'),
  ...asParent('OrderEdge ProductEdge', 'cursor node'),
  ...asParent('DailySales', 'day orderCount total'),
  ...asParent('ProductSales', 'product quantity total'),
  ...asParent('DailyOrders', 'day orderCount suppressed'),
  ...asParent('CategoryOrders', 'category orderCount suppressed coverage'),
  ...asParent('CurrencyRevenue', 'currencyCode amount suppressed coverage'),
  ...asParent('CustomerOrders', 'orderCount suppressed coverage'),
  ...asParent('Coverage', 'days withheldDays'),
  // What a mutation answers: the changed item is judged by its own type's line.
  ...asParent('OrderPayload', 'order userErrors'),
  ...asParent('ProductPayload', 'product userErrors'),
  ...asParent('ShopPayload', 'shop userErrors'),
  ...asParent('CustomerPayload', 'customer userErrors'),
  ...asParent('ClaimGuestOrdersPayload', 'customer claimedCount complete userErrors'),
  ...asParent('EraseMyDataPayload', 'customer erasedOrderCount complete kept userErrors'),
  ...asParent('KeptData', 'what why'),
  ...asParent('ExportMyDataPayload', 'page pageInfo userErrors'),
  ...asParent('UserError', 'field code message'),
  ...asParent('AccountPayload', 'userErrors'),
  ...asParent('SignInPayload', 'tokens challenge stepUp guestSessionToken deviceToken userErrors'),
  ...asParent('RefreshSessionPayload', 'tokens userErrors'),
  ...asParent('SignInTokens', 'idToken accessToken refreshToken expiresAt'),
  ...asParent('StepUpPayload', 'stepUp userErrors'),
  ...asParent('StepUp', 'token expiresAt'),
  ...asParent('TotpEnrolmentPayload', 'secret otpauthUri userErrors'),
  // What may be written, by whom: nothing else can be.
  ...lines('PlaceOrderInput', 'shopId idempotencyKey customerName phoneNumber note lines', ['visit', 'visit', '', '']),
  ...lines('OrderLineInput', 'productId quantity', ['visit', 'visit', '', '']),
  ...lines('CancelOrderInput', 'orderId', ['own', 'own', '', '']),
  ...lines('AdvanceOrderInput', 'orderId to version', ['', '', 'own', '']),
  ...lines('AnnotateOrderInput', 'orderId internalNote', ['', '', 'own', '']),
  ...lines('CreateProductInput', `shopId stock ${PRODUCT}`, ['', '', 'own', '']),
  ...lines('UpdateProductInput', `productId version stock stockDelta ${PRODUCT}`, ['', '', 'own', '']),
  ...lines('ArchiveProductInput', 'productId version', ['', '', 'own', '']),
  ...lines('UpdateShopInput', 'shopId version name description phoneNumber open', ['', '', 'own', '']),
  ...lines('UpdateShopInput', 'address openingHours legalName taxId payoutIban', ['', '', 'own', '']),
  ...lines('RotateVisitTokenInput', 'shopId', ['', '', 'own', '']),
  ...lines('MoneyInput', 'amount currencyCode', ['', '', 'own', '']),
  ...lines('AddressInput', 'street city postalCode countryCode', ['', '', 'own', '']),
  ...lines('OpeningHoursInput', 'day opens closes', ['', '', 'own', '']),
  ...lines('RegisterCustomerInput', 'displayName phoneNumber marketingConsent', ['', 'own', '', '']),
  ...lines('UpdateProfileInput', 'version displayName phoneNumber marketingConsent', ['', 'own', '', '']),
  ...lines('ClaimGuestOrdersInput', 'guestSessionToken', ['', 'own', '', '']),
  ...lines('ExportMyDataInput', 'after', ['', 'own', '', '']),
  ...lines('EraseMyDataInput', 'confirm', ['', 'own', '', '']),
  ...lines('SignUpInput', 'email', ['yes', '', '', '']),
  ...lines('SignInInput', 'email password', ['yes', '', '', '']),
  ...lines('ConfirmSignUpInput', 'email code password', ['yes', '', '', '']),
  ...lines('ResendConfirmationCodeInput ForgotPasswordInput', 'email', ['yes', '', '', '']),
  ...lines('ConfirmForgotPasswordInput', 'email code newPassword', ['yes', '', '', '']),
  ...lines('AnswerSignInChallengeInput', 'challenge code', ['yes', '', '', '']),
  ...lines('RefreshSessionInput SignOutInput', 'refreshToken', ['yes', 'yes', 'yes', 'yes']),
  ...lines('ChangePasswordInput', 'accessToken currentPassword newPassword endOtherSessions', [
    '',
    'yes',
    'yes',
    'yes',
  ]),
  ...lines('StartTotpEnrolmentInput', 'accessToken', ['', 'yes', 'yes', 'yes']),
  ...lines('ConfirmTotpEnrolmentInput', 'accessToken code', ['', 'yes', 'yes', 'yes']),
  ...lines('StepUpInput', 'password code', ['', 'yes', 'yes', 'yes']),
  // The implementing type's own line judges it.
  ...asParent('Node', 'id'),
]);

/** The mutations and subscriptions that the contract has no line for, each with what is promised of it. */
export const OPERATIONS_BEYOND_THE_TABLE: ReadonlyMap<string, Cells> = new Map([
  ...operations('renewGuestSession', ['own', '', '', '']),
  // Signing up and in: whoever is not signed in.
  ...operations('signUp confirmSignUp resendConfirmationCode forgotPassword confirmForgotPassword', [
    'yes',
    '',
    '',
    '',
  ]),
  ...operations('signIn answerSignInChallenge', ['yes', '', '', '']),
  // The refresh token itself is the proof.
  ...operations('refreshSession signOut', ['yes', 'yes', 'yes', 'yes']),
  // Following: what the type's own line lets one read, and the shop's orders for its owner.
  ...operations('orderChanged', ['own', 'own', 'own', '']),
  ...operations('shopOrderChanged', ['', '', 'own', '']),
  ...operations('changePassword startTotpEnrolment confirmTotpEnrolment stepUp', ['', 'yes', 'yes', 'yes']),
]);

/** What takes a second factor where the deployment requires one: types with all their fields, and fields. */
export const SECOND_FACTOR: readonly string[] = [
  'Shop.payoutIban',
  'UpdateShopInput.payoutIban',
  'Mutation.rotateVisitToken',
  'Mutation.eraseMyData',
  'Query.platformStatistics',
  'PlatformStatistics',
];

function operations(names: string, texts: readonly string[]): [string, Cells][] {
  return names.split(' ').map((name) => [name, cellsOf(texts)]);
}

function cellsOf(texts: readonly string[]): Cells {
  return Object.fromEntries(ROLES.map((role, index) => [role, texts[index]])) as unknown as Cells;
}

function lines(types: string, fields: string, texts: readonly string[]): [string, Cells][] {
  const cells = cellsOf(texts);
  return coordinates(types, fields).map((coordinate) => [coordinate, cells]);
}

function asParent(types: string, fields: string): [string, 'as parent'][] {
  return coordinates(types, fields).map((coordinate) => [coordinate, 'as parent']);
}

function coordinates(types: string, fields: string): string[] {
  return types.split(' ').flatMap((type) => fields.split(' ').map((field) => `${type}.${field}`));
}

/** Those among them that can be asked for by a rule of their own, as the fields of the table can. */
export const READABLE_BEYOND_THE_TABLE: readonly string[] = [...BEYOND_THE_TABLE]
  .filter(([coordinate, cells]) => cells !== 'as parent' && !/^\w+Input\./.test(coordinate))
  .map(([coordinate]) => coordinate);
