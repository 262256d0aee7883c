import { CustomerEdges } from './CustomerEdges';
import { GuestSessionMutations } from './GuestSessionMutations';
import { OrderEdges, OrderLineEdges } from './OrderEdges';
import { OrderMutations } from './OrderMutations';
import { OrderPayloadEdges } from './PayloadEdges';
import { PlatformStatisticsQuery } from './PlatformStatisticsQuery';
import { ProductEdges } from './ProductEdges';
import { RootQueries } from './RootQueries';
import { ShopEdges } from './ShopEdges';
import { ProductSalesEdges, ShopSalesEdges } from './ShopSalesEdges';
import { ViewerEdges } from './ViewerEdges';

export type { Services } from './Services';

/** All resolver classes of the API. */
export const resolvers = [
  CustomerEdges,
  GuestSessionMutations,
  OrderEdges,
  OrderLineEdges,
  OrderMutations,
  OrderPayloadEdges,
  PlatformStatisticsQuery,
  ProductEdges,
  ProductSalesEdges,
  RootQueries,
  ShopEdges,
  ShopSalesEdges,
  ViewerEdges,
] as const;
