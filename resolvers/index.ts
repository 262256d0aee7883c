import { CustomerEdges } from './CustomerEdges';
import { CustomerMutations } from './CustomerMutations';
import { GuestSessionMutations } from './GuestSessionMutations';
import { OrderEdges, OrderLineEdges } from './OrderEdges';
import { OrderMutations } from './OrderMutations';
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
import { ShopEdges } from './ShopEdges';
import { ShopMutations } from './ShopMutations';
import { ProductSalesEdges, ShopSalesEdges } from './ShopSalesEdges';
import { ViewerEdges } from './ViewerEdges';

export type { Services } from './Services';

/** All resolver classes of the API. */
export const resolvers = [
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
  PlatformStatisticsQuery,
  ProductEdges,
  ProductMutations,
  ProductPayloadEdges,
  ProductSalesEdges,
  RootQueries,
  ShopEdges,
  ShopMutations,
  ShopPayloadEdges,
  ShopSalesEdges,
  ViewerEdges,
] as const;
