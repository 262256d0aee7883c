// Made by `npm run codegen`.
// Of clients/operations and what they use of the schema: 44626b1570f68d5d921a4c67d65627e3
/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export interface Operations {
  PlaceOrder: { data: PlaceOrderMutation; variables: PlaceOrderMutationVariables };
  CancelOrder: { data: CancelOrderMutation; variables: CancelOrderMutationVariables };
  OrderDetails: { data: OrderDetailsQuery; variables: OrderDetailsQueryVariables };
  MyOrders: { data: MyOrdersQuery; variables: MyOrdersQueryVariables };
  GuestOrders: { data: GuestOrdersQuery; variables: GuestOrdersQueryVariables };
  FollowedOrders: { data: FollowedOrdersQuery; variables: FollowedOrdersQueryVariables };
  OrderProgress: { data: OrderProgressSubscription; variables: OrderProgressSubscriptionVariables };
  StartGuestSession: { data: StartGuestSessionMutation; variables: StartGuestSessionMutationVariables };
  BeginGuestSession: { data: BeginGuestSessionMutation; variables: BeginGuestSessionMutationVariables };
  GuestSession: { data: GuestSessionQuery; variables: GuestSessionQueryVariables };
  SignIn: { data: SignInMutation; variables: SignInMutationVariables };
  AnswerSignInChallenge: { data: AnswerSignInChallengeMutation; variables: AnswerSignInChallengeMutationVariables };
  SignOut: { data: SignOutMutation; variables: SignOutMutationVariables };
  RefreshSession: { data: RefreshSessionMutation; variables: RefreshSessionMutationVariables };
  Me: { data: MeQuery; variables: MeQueryVariables };
  ShopRegister: { data: ShopRegisterQuery; variables: ShopRegisterQueryVariables };
  ShopOrders: { data: ShopOrdersQuery; variables: ShopOrdersQueryVariables };
  AdvanceOrder: { data: AdvanceOrderMutation; variables: AdvanceOrderMutationVariables };
  OwnShops: { data: OwnShopsQuery; variables: OwnShopsQueryVariables };
  Board: { data: BoardQuery; variables: BoardQueryVariables };
  BoardChanges: { data: BoardChangesSubscription; variables: BoardChangesSubscriptionVariables };
  TicketDetails: { data: TicketDetailsQuery; variables: TicketDetailsQueryVariables };
  MoveTicket: { data: MoveTicketMutation; variables: MoveTicketMutationVariables };
  AnnotateTicket: { data: AnnotateTicketMutation; variables: AnnotateTicketMutationVariables };
  DoorCode: { data: DoorCodeQuery; variables: DoorCodeQueryVariables };
  ChangeDoorCode: { data: ChangeDoorCodeMutation; variables: ChangeDoorCodeMutationVariables };
  ShopPage: { data: ShopPageQuery; variables: ShopPageQueryVariables };
  Menu: { data: MenuQuery; variables: MenuQueryVariables };
  VisitedMenu: { data: VisitedMenuQuery; variables: VisitedMenuQueryVariables };
  Anything: { data: AnythingQuery; variables: AnythingQueryVariables };
}
export type AdvanceOrderInput = {
  orderId: string;
  to: OrderStatus;
  /** The version that was seen; the order is left alone if it has another one by now. */
  version?: number | null | undefined;
};

/** The 14 allergens of EU regulation 1169/2011, annex II. */
export type Allergen =
  | 'CELERY'
  | 'CRUSTACEANS'
  | 'EGGS'
  | 'FISH'
  | 'GLUTEN'
  | 'LUPIN'
  | 'MILK'
  | 'MOLLUSCS'
  | 'MUSTARD'
  | 'NUTS'
  | 'PEANUTS'
  | 'SESAME'
  | 'SOYBEANS'
  | 'SULPHITES';

export type AnnotateOrderInput = {
  /** `null` clears it. */
  internalNote?: string | null | undefined;
  orderId: string;
};

export type AnswerSignInChallengeInput = {
  /** As signIn gave it, within three minutes. */
  challenge: string;
  /** The six digits that the authenticator shows. Each is good once. */
  code: string;
};

export type CancelOrderInput = {
  orderId: string;
};

/** The currencies in which shops sell (ISO 4217). */
export type CurrencyCode =
  | 'CHF'
  | 'EUR'
  | 'GBP'
  | 'JPY'
  | 'SEK'
  | 'USD';

/** A day of the week, where the shop is. */
export type DayOfWeek =
  | 'FRIDAY'
  | 'MONDAY'
  | 'SATURDAY'
  | 'SUNDAY'
  | 'THURSDAY'
  | 'TUESDAY'
  | 'WEDNESDAY';

export type OrderLineInput = {
  productId: string;
  /** At least 1, and no more than a usual order takes: 20, unless the API is configured otherwise. */
  quantity: number;
};

/** PENDING → ACCEPTED → READY → COMPLETED; or REJECTED by the shop, CANCELLED by the buyer. */
export type OrderStatus =
  | 'ACCEPTED'
  | 'CANCELLED'
  | 'COMPLETED'
  | 'PENDING'
  | 'READY'
  | 'REJECTED';

export type PlaceOrderInput = {
  customerName: string;
  /** Made by the client, 1 to 64 characters: the same key and content give the same order, however often they are sent. */
  idempotencyKey: string;
  lines: Array<OrderLineInput>;
  note?: string | null | undefined;
  phoneNumber: string;
  shopId: string;
};

export type RefreshSessionInput = {
  refreshToken: string;
};

/** Whom the API knows. A caller in several groups has the access of all of them, cell by cell. */
export type Role =
  /** A registered person. */
  | 'CUSTOMER'
  /** A visitor, with or without a guest session. */
  | 'GUEST'
  /** Runs the platform; sees aggregates and nothing else. */
  | 'PLATFORM_ADMIN'
  /** Owns one or more shops. */
  | 'SHOP_OWNER';

export type RotateVisitTokenInput = {
  shopId: string;
};

/** What kind of shop it is. */
export type ShopCategory =
  | 'BAKERY'
  | 'BAR'
  | 'BOOKS'
  | 'CAFE'
  | 'FASHION'
  | 'FLORIST'
  | 'GROCERY'
  | 'RESTAURANT';

export type SignInInput = {
  /** Upper and lower case are the same. */
  email: string;
  password: string;
};

export type SignOutInput = {
  refreshToken: string;
};

/** Why something was not done that a person can mend. */
export type UserErrorCode =
  | 'CODE_NOT_ACCEPTED'
  | 'CREDENTIALS_NOT_ACCEPTED'
  | 'CURRENCY_MISMATCH'
  | 'DATA_ERASED'
  | 'EMAIL_NOT_VERIFIED'
  | 'ERASURE_NOT_COMPLETE'
  | 'INVALID_TRANSITION'
  | 'NOT_CANCELLABLE'
  | 'OUT_OF_STOCK'
  | 'PASSWORD_MAY_BE_SET'
  | 'PASSWORD_NOT_SET'
  | 'PASSWORD_TOO_WEAK'
  | 'PRODUCT_ARCHIVED'
  | 'PRODUCT_UNAVAILABLE'
  | 'SECOND_FACTOR_LOCKED'
  | 'SECOND_FACTOR_NOT_SET_UP'
  | 'SESSIONS_NOT_ENDED'
  | 'SESSION_ENDED'
  | 'SHOP_CLOSED'
  | 'SIGN_IN_NOT_SUPPORTED'
  | 'STOCK_OUT_OF_RANGE'
  | 'TOTAL_TOO_LARGE';

export type OrderCardFragment = { id: string, number: string, status: OrderStatus, placedAt: string, total: { amount: string, currencyCode: CurrencyCode } };

export type OrderLinesFragment = { lines: Array<{ position: number, name: string, quantity: number, lineTotal: { amount: string, currencyCode: CurrencyCode } } | null> | null };

export type OrderPageFragment = { edges: Array<{ cursor: string, node: { id: string, number: string, status: OrderStatus, placedAt: string, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } };

export type PlaceOrderMutationVariables = Exact<{
  input: PlaceOrderInput;
}>;


export type PlaceOrderMutation = { placeOrder: { order: { id: string, number: string, status: OrderStatus, placedAt: string, total: { amount: string, currencyCode: CurrencyCode }, lines: Array<{ position: number, name: string, quantity: number, lineTotal: { amount: string, currencyCode: CurrencyCode } } | null> | null } | null, userErrors: Array<{ field: Array<string> | null, code: UserErrorCode, message: string }> } | null };

export type CancelOrderMutationVariables = Exact<{
  input: CancelOrderInput;
}>;


export type CancelOrderMutation = { cancelOrder: { order: { id: string, number: string, status: OrderStatus, placedAt: string, total: { amount: string, currencyCode: CurrencyCode } } | null, userErrors: Array<{ field: Array<string> | null, code: UserErrorCode, message: string }> } | null };

export type OrderDetailsQueryVariables = Exact<{
  id: string;
}>;


export type OrderDetailsQuery = { order: { note: string | null, id: string, number: string, status: OrderStatus, placedAt: string, shop: { id: string, name: string, category: ShopCategory, open: boolean, currencyCode: CurrencyCode } | null, total: { amount: string, currencyCode: CurrencyCode }, lines: Array<{ position: number, name: string, quantity: number, lineTotal: { amount: string, currencyCode: CurrencyCode } } | null> | null } | null };

export type MyOrdersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  status?: OrderStatus | null | undefined;
}>;


export type MyOrdersQuery = { viewer: { customer: { id: string, orders: { edges: Array<{ cursor: string, node: { id: string, number: string, status: OrderStatus, placedAt: string, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null } | null };

export type GuestOrdersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type GuestOrdersQuery = { viewer: { guestOrders: { edges: Array<{ cursor: string, node: { id: string, number: string, status: OrderStatus, placedAt: string, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type FollowedOrderFragment = { note: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number, lineTotal: { amount: string, currencyCode: CurrencyCode }, product: { id: string, available: boolean } | null } | null> | null, total: { amount: string, currencyCode: CurrencyCode } };

export type FollowedOrdersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FollowedOrdersQuery = { viewer: { guestSessionExpiresAt: string | null, guestOrders: { edges: Array<{ cursor: string, node: { note: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number, lineTotal: { amount: string, currencyCode: CurrencyCode }, product: { id: string, available: boolean } | null } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type OrderProgressSubscriptionVariables = Exact<{
  orderId: string;
}>;


export type OrderProgressSubscription = { orderChanged: { note: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number, lineTotal: { amount: string, currencyCode: CurrencyCode }, product: { id: string, available: boolean } | null } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null };

export type StartGuestSessionMutationVariables = Exact<{ [key: string]: never; }>;


export type StartGuestSessionMutation = { startGuestSession: { token: string, expiresAt: string } | null };

export type BeginGuestSessionMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginGuestSessionMutation = { startGuestSession: { expiresAt: string } | null };

export type GuestSessionQueryVariables = Exact<{ [key: string]: never; }>;


export type GuestSessionQuery = { viewer: { guestSessionExpiresAt: string | null } | null };

export type SignedInFragment = { idToken: string, expiresAt: string, refreshToken: string | null };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { signIn: { challenge: string | null, deviceToken: string | null, tokens: { idToken: string, expiresAt: string, refreshToken: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string }> } | null };

export type AnswerSignInChallengeMutationVariables = Exact<{
  input: AnswerSignInChallengeInput;
}>;


export type AnswerSignInChallengeMutation = { answerSignInChallenge: { deviceToken: string | null, tokens: { idToken: string, expiresAt: string, refreshToken: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string }> } | null };

export type SignOutMutationVariables = Exact<{
  input: SignOutInput;
}>;


export type SignOutMutation = { signOut: { userErrors: Array<{ code: UserErrorCode, message: string }> } | null };

export type RefreshSessionMutationVariables = Exact<{
  input: RefreshSessionInput;
}>;


export type RefreshSessionMutation = { refreshSession: { tokens: { idToken: string, expiresAt: string, refreshToken: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string }> } | null };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { viewer: { roles: Array<Role>, guestSessionExpiresAt: string | null, customer: { id: string, displayName: string | null, email: string | null } | null, shops: Array<{ id: string, name: string } | null> | null, visitedShop: { id: string, name: string } | null } | null };

export type ShopRegisterQueryVariables = Exact<{
  id: string;
}>;


export type ShopRegisterQuery = { shop: { id: string, name: string, legalName: string | null, taxId: string | null } | null };

export type ShopOrdersQueryVariables = Exact<{
  shopId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  status?: OrderStatus | null | undefined;
  placedFrom?: string | null | undefined;
  placedTo?: string | null | undefined;
}>;


export type ShopOrdersQuery = { shop: { id: string, orders: { edges: Array<{ cursor: string, node: { customerName: string | null, id: string, number: string, status: OrderStatus, placedAt: string, platformFee: { amount: string, currencyCode: CurrencyCode } | null, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type AdvanceOrderMutationVariables = Exact<{
  input: AdvanceOrderInput;
}>;


export type AdvanceOrderMutation = { advanceOrder: { order: { version: number | null, id: string, number: string, status: OrderStatus, placedAt: string, total: { amount: string, currencyCode: CurrencyCode } } | null, userErrors: Array<{ field: Array<string> | null, code: UserErrorCode, message: string }> } | null };

export type TicketFragment = { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } };

export type TicketPageFragment = { edges: Array<{ node: { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean } };

export type OwnShopsQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnShopsQuery = { viewer: { roles: Array<Role>, shops: Array<{ id: string, name: string, category: ShopCategory, open: boolean, currencyCode: CurrencyCode } | null> | null } | null };

export type BoardQueryVariables = Exact<{
  shopId: string;
  first: number;
}>;


export type BoardQuery = { shop: { id: string, pending: { edges: Array<{ node: { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean } } | null, accepted: { edges: Array<{ node: { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean } } | null, ready: { edges: Array<{ node: { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean } } | null, completed: { edges: Array<{ node: { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean } } | null } | null };

export type BoardChangesSubscriptionVariables = Exact<{
  shopId: string;
}>;


export type BoardChangesSubscription = { shopOrderChanged: { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null };

export type TicketDetailsQueryVariables = Exact<{
  id: string;
}>;


export type TicketDetailsQuery = { order: { phoneNumber: string | null, version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, platformFee: { amount: string, currencyCode: CurrencyCode } | null, customer: { id: string } | null, lines: Array<{ position: number, name: string, quantity: number, unitCost: { amount: string, currencyCode: CurrencyCode } | null, lineTotal: { amount: string, currencyCode: CurrencyCode } } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null };

export type MoveTicketMutationVariables = Exact<{
  input: AdvanceOrderInput;
}>;


export type MoveTicketMutation = { advanceOrder: { order: { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null, userErrors: Array<{ field: Array<string> | null, code: UserErrorCode, message: string }> } | null };

export type AnnotateTicketMutationVariables = Exact<{
  input: AnnotateOrderInput;
}>;


export type AnnotateTicketMutation = { annotateOrder: { order: { version: number | null, updatedAt: string, customerName: string | null, note: string | null, internalNote: string | null, id: string, number: string, status: OrderStatus, placedAt: string, lines: Array<{ position: number, name: string, quantity: number } | null> | null, total: { amount: string, currencyCode: CurrencyCode } } | null, userErrors: Array<{ field: Array<string> | null, code: UserErrorCode, message: string }> } | null };

export type DoorCodeQueryVariables = Exact<{
  shopId: string;
}>;


export type DoorCodeQuery = { shop: { id: string, visitToken: string | null, visitTokenRotatedAt: string | null } | null };

export type ChangeDoorCodeMutationVariables = Exact<{
  input: RotateVisitTokenInput;
}>;


export type ChangeDoorCodeMutation = { rotateVisitToken: { shop: { id: string, visitToken: string | null, visitTokenRotatedAt: string | null } | null, userErrors: Array<{ field: Array<string> | null, code: UserErrorCode, message: string }> } | null };

export type ShopCardFragment = { id: string, name: string, category: ShopCategory, open: boolean, currencyCode: CurrencyCode };

export type ProductCardFragment = { id: string, name: string, category: string | null, available: boolean, allergens: Array<Allergen> | null, price: { amount: string, currencyCode: CurrencyCode } };

export type ShopPageQueryVariables = Exact<{
  id: string;
}>;


export type ShopPageQuery = { shop: { description: string | null, phoneNumber: string | null, id: string, name: string, category: ShopCategory, open: boolean, currencyCode: CurrencyCode, address: { street: string, postalCode: string, city: string, countryCode: string }, openingHours: Array<{ day: DayOfWeek, opens: string, closes: string }> } | null };

export type MenuQueryVariables = Exact<{
  shopId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  category?: string | null | undefined;
}>;


export type MenuQuery = { shop: { id: string, products: { edges: Array<{ cursor: string, node: { id: string, name: string, category: string | null, available: boolean, allergens: Array<Allergen> | null, price: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type VisitedMenuQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type VisitedMenuQuery = { visitedShop: { description: string | null, id: string, name: string, category: ShopCategory, open: boolean, currencyCode: CurrencyCode, address: { street: string, city: string }, products: { edges: Array<{ cursor: string, node: { description: string | null, id: string, name: string, category: string | null, available: boolean, allergens: Array<Allergen> | null, price: { amount: string, currencyCode: CurrencyCode } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type AnythingQueryVariables = Exact<{
  id: string;
}>;


export type AnythingQuery = { node:
    | { id: string }
    | { id: string, number: string, status: OrderStatus, placedAt: string, total: { amount: string, currencyCode: CurrencyCode } }
    | { name: string, id: string, price: { amount: string, currencyCode: CurrencyCode } }
    | { id: string, name: string, category: ShopCategory, open: boolean, currencyCode: CurrencyCode }
   | null };
