// Made by `npm run codegen`.
// Of clients/operations and what they use of the schema: 14292076c079210e5655eea96ff35224
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
/** An order of the shop, and the status that it gets. */
export type AdvanceOrderInput = {
  /** The global id of the order that gets another status. */
  orderId: string;
  /** The new status: `ACCEPTED`, `READY`, `COMPLETED` or `REJECTED`. */
  to: OrderStatus;
  /** The version of the order that the caller has seen. If the order has another one by now, nothing is changed and the error is `CONFLICT`. Leave it out to change it in any case. */
  version?: number | null | undefined;
};

/** The 14 allergens that food must declare in the European Union: Regulation (EU) No 1169/2011, Annex II. */
export type Allergen =
  /** Celery, and what is made from it. */
  | 'CELERY'
  /** Crustaceans, such as crab and shrimp. */
  | 'CRUSTACEANS'
  /** Eggs, and what is made from them. */
  | 'EGGS'
  /** Fish, and what is made from it. */
  | 'FISH'
  /** Cereals with gluten, such as wheat, rye, barley and oats. */
  | 'GLUTEN'
  /** Lupin, such as its seeds and flour. */
  | 'LUPIN'
  /** Milk, and what is made from it, with its lactose. */
  | 'MILK'
  /** Molluscs, such as mussels and squid. */
  | 'MOLLUSCS'
  /** Mustard, and what is made from it. */
  | 'MUSTARD'
  /** Nuts that grow on trees, such as almonds, hazelnuts and walnuts. */
  | 'NUTS'
  /** Peanuts, and what is made from them. */
  | 'PEANUTS'
  /** Sesame seeds, and what is made from them. */
  | 'SESAME'
  /** Soybeans, and what is made from them. */
  | 'SOYBEANS'
  /** Sulphur dioxide and sulphites, above 10 mg in a kilogram or litre. */
  | 'SULPHITES';

/** An order of the shop, and the note about it. */
export type AnnotateOrderInput = {
  /** The new note, at most 1,000 characters; null or an empty text removes it. If it is left out, nothing changes. */
  internalNote?: string | null | undefined;
  /** The global id of the order that the note is about. */
  orderId: string;
};

/** The challenge of `signIn`, and the code that the authenticator shows. */
export type AnswerSignInChallengeInput = {
  /** The challenge exactly as it was returned, at most three minutes ago. */
  challenge: string;
  /** The six digits that the authenticator shows now. Each code works once. */
  code: string;
};

/** The order that its buyer cancels. */
export type CancelOrderInput = {
  /** The global id of the order to cancel. */
  orderId: string;
};

/** The currencies in which shops sell, by their codes in ISO 4217. */
export type CurrencyCode =
  /** The Swiss franc, with two decimals. */
  | 'CHF'
  /** The euro, with two decimals. */
  | 'EUR'
  /** The British pound, with two decimals. */
  | 'GBP'
  /** The Japanese yen, without decimals. */
  | 'JPY'
  /** The Swedish krona, with two decimals. */
  | 'SEK'
  /** The United States dollar, with two decimals. */
  | 'USD';

/** A day of the week in the time zone of the shop, from midnight to midnight. */
export type DayOfWeek =
  /** Friday, day 5 of the week (ISO 8601). */
  | 'FRIDAY'
  /** Monday, day 1 of the week (ISO 8601). */
  | 'MONDAY'
  /** Saturday, day 6 of the week (ISO 8601). */
  | 'SATURDAY'
  /** Sunday, day 7 of the week (ISO 8601). */
  | 'SUNDAY'
  /** Thursday, day 4 of the week (ISO 8601). */
  | 'THURSDAY'
  /** Tuesday, day 2 of the week (ISO 8601). */
  | 'TUESDAY'
  /** Wednesday, day 3 of the week (ISO 8601). */
  | 'WEDNESDAY';

/** One product to order, and how much of it. */
export type OrderLineInput = {
  /** The global id of the product. Each product may stand in one line only. */
  productId: string;
  /** How many units to order: at least 1, and at most 20 unless the platform is configured otherwise. */
  quantity: number;
};

/** How far an order has come. The shop moves it from `PENDING` to `ACCEPTED`, `READY` and `COMPLETED`, or rejects it before it is `READY`. The buyer may cancel it while it is `PENDING`. */
export type OrderStatus =
  /** Accepted by the shop, which is preparing it. */
  | 'ACCEPTED'
  /** Cancelled by its buyer. This is final. */
  | 'CANCELLED'
  /** Handed over to the buyer. This is final. */
  | 'COMPLETED'
  /** Placed, and not yet accepted by the shop. */
  | 'PENDING'
  /** Ready to be collected by the buyer. */
  | 'READY'
  /** Refused by the shop. This is final. */
  | 'REJECTED';

/** What to order, where, and for whom. Prices are not in it: they are those of the shop. */
export type PlaceOrderInput = {
  /** The name to call out when the order is ready, 1 to 100 characters on one line. */
  customerName: string;
  /** A key of 1 to 64 characters that the client makes up for this order, such as a UUID. Send the same key again if no answer came: the order is placed only once. */
  idempotencyKey: string;
  /** What to order: 1 to 30 lines, each for another product. */
  lines: Array<OrderLineInput>;
  /** What the buyer asks of the shop, at most 500 characters. */
  note?: string | null | undefined;
  /** The phone number under which the shop can reach the buyer. */
  phoneNumber: string;
  /** The global id of the shop, for which the visit token must be. */
  shopId: string;
};

/** The sign-in for which new tokens are wanted. */
export type RefreshSessionInput = {
  /** The refresh token of the sign-in, exactly as it was returned. */
  refreshToken: string;
};

/** Who the caller is to the API. A caller with several roles may do what any of them may. */
export type Role =
  /** A registered person who buys in shops. */
  | 'CUSTOMER'
  /** A visitor who is not signed in, with or without a guest session. */
  | 'GUEST'
  /** A person who runs the platform, and sees only figures of the whole of it. */
  | 'PLATFORM_ADMIN'
  /** A person who owns one or more shops. */
  | 'SHOP_OWNER';

/** The shop that gets a new visit token. */
export type RotateVisitTokenInput = {
  /** The global id of the shop whose visit token is replaced. */
  shopId: string;
};

/** The kinds of shops on the platform. */
export type ShopCategory =
  /** Sells bread, cakes and pastries. */
  | 'BAKERY'
  /** Serves drinks, mostly in the evening. */
  | 'BAR'
  /** Sells books and magazines. */
  | 'BOOKS'
  /** Serves coffee, tea and small dishes. */
  | 'CAFE'
  /** Sells clothes, shoes and accessories. */
  | 'FASHION'
  /** Sells flowers and potted plants. */
  | 'FLORIST'
  /** Sells food and what a household needs. */
  | 'GROCERY'
  /** Serves meals, at a table or to take away. */
  | 'RESTAURANT';

/** The e-mail address and the password of somebody who signs in. */
export type SignInInput = {
  /** The e-mail address of the account. Upper and lower case letters count as the same. */
  email: string;
  /** The password of the account, at most 256 characters. */
  password: string;
};

/** The sign-in that is to end. */
export type SignOutInput = {
  /** The refresh token of the sign-in, exactly as it was returned. */
  refreshToken: string;
};

/** Why something was not done, for programs. These are the cases about which a person can do something; all others are in `errors`. */
export type UserErrorCode =
  /** The code from the e-mail or the authenticator is wrong, was used before, or is too old. */
  | 'CODE_NOT_ACCEPTED'
  /** The e-mail address or the password is not right, or the address is not confirmed yet. */
  | 'CREDENTIALS_NOT_ACCEPTED'
  /** An amount is in another currency than the shop sells in. */
  | 'CURRENCY_MISMATCH'
  /** The person had their data erased, so nothing new is kept about them. */
  | 'DATA_ERASED'
  /** The identity token carries no verified e-mail address. */
  | 'EMAIL_NOT_VERIFIED'
  /** The person’s data is still being erased. */
  | 'ERASURE_NOT_COMPLETE'
  /** The order cannot get this status from the one that it has now. */
  | 'INVALID_TRANSITION'
  /** The order is not PENDING any more, so the buyer cannot cancel it. */
  | 'NOT_CANCELLABLE'
  /** There is not enough left of the product of this line. */
  | 'OUT_OF_STOCK'
  /** Nobody answered whether the new password was set. */
  | 'PASSWORD_MAY_BE_SET'
  /** The address is confirmed, but the password could not be stored. */
  | 'PASSWORD_NOT_SET'
  /** The password is too short or too simple, or was used before. */
  | 'PASSWORD_TOO_WEAK'
  /** The product is archived, so it cannot be changed. */
  | 'PRODUCT_ARCHIVED'
  /** The shop does not sell the product of this line now. */
  | 'PRODUCT_UNAVAILABLE'
  /** Too many wrong codes were sent in a row. */
  | 'SECOND_FACTOR_LOCKED'
  /** The account has no authenticator. */
  | 'SECOND_FACTOR_NOT_SET_UP'
  /** It is done, but other sessions or proofs of a second factor may last for some minutes. */
  | 'SESSIONS_NOT_ENDED'
  /** The sign-in is over, or its challenge is too old. */
  | 'SESSION_ENDED'
  /** The shop takes no orders now. */
  | 'SHOP_CLOSED'
  /** The account needs a step at the identity provider before it can sign in here. */
  | 'SIGN_IN_NOT_SUPPORTED'
  /** With this change, the stock would be below 0 or too large. */
  | 'STOCK_OUT_OF_RANGE'
  /** The order costs more than one order may. */
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
