import { AccountMutations } from './AccountMutations';
import { CustomerEdges } from './CustomerEdges';
import { CustomerMutations } from './CustomerMutations';
import { GuestSessionMutations } from './GuestSessionMutations';
import { OrderEdges, OrderLineEdges } from './OrderEdges';
import { OrderMutations } from './OrderMutations';
import { OrderSubscriptions } from './OrderSubscriptions';
import {
  ClaimGuestOrdersPayloadEdges,
  CustomerPayloadEdges,
  EraseMyDataPayloadEdges,
  OrderPayloadEdges,
  ProductPayloadEdges,
  ShopPayloadEdges,
} from './PayloadEdges';
import { PlatformStatisticsQuery } from './PlatformStatisticsQuery';
import { ProductEdges } from './ProductEdges';
import { ProductMutations } from './ProductMutations';
import { RootQueries } from './RootQueries';
import { SecondFactorMutations } from './SecondFactorMutations';
import { ShopEdges } from './ShopEdges';
import { ShopMutations } from './ShopMutations';
import { ProductSalesEdges, ShopSalesEdges } from './ShopSalesEdges';
import { SignInMutations } from './SignInMutations';
import { ViewerEdges } from './ViewerEdges';

export { notificationRules } from './notifications/notificationRules';
export type { Services } from './Services';

/** All resolver classes of the API. */
export const resolvers = [
  AccountMutations,
  ClaimGuestOrdersPayloadEdges,
  CustomerEdges,
  CustomerMutations,
  CustomerPayloadEdges,
  EraseMyDataPayloadEdges,
  GuestSessionMutations,
  OrderEdges,
  OrderLineEdges,
  OrderMutations,
  OrderPayloadEdges,
  OrderSubscriptions,
  PlatformStatisticsQuery,
  ProductEdges,
  ProductMutations,
  ProductPayloadEdges,
  ProductSalesEdges,
  RootQueries,
  SecondFactorMutations,
  ShopEdges,
  ShopMutations,
  ShopPayloadEdges,
  ShopSalesEdges,
  SignInMutations,
  ViewerEdges,
] as const;
