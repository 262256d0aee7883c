import { FieldResolver, Resolver, Root } from 'type-graphql';
import { Customer } from '../schema/Customer';
import { Order } from '../schema/Order';
import {
  ClaimGuestOrdersPayload,
  CustomerPayload,
  EraseMyDataPayload,
  OrderPayload,
  ProductPayload,
  ShopPayload,
} from '../schema/payloads';
import { Product } from '../schema/Product';
import { Shop } from '../schema/Shop';
import { Reference } from '../src/loading/Reference';
import { Needs } from '../src/model/annotations';

/** What a mutation changed is read like anything else: as far as it is selected and permitted, and not before. */
@Resolver(() => OrderPayload)
export class OrderPayloadEdges {
  @Needs()
  @FieldResolver(() => Order, { nullable: true })
  order(@Root() { changed }: OrderPayload): Reference | null {
    return changed && Reference.to('Order', changed);
  }
}

@Resolver(() => ProductPayload)
export class ProductPayloadEdges {
  @Needs()
  @FieldResolver(() => Product, { nullable: true })
  product(@Root() { changed }: ProductPayload): Reference | null {
    return changed && Reference.to('Product', changed);
  }
}

@Resolver(() => ShopPayload)
export class ShopPayloadEdges {
  @Needs()
  @FieldResolver(() => Shop, { nullable: true })
  shop(@Root() { changed }: ShopPayload): Reference | null {
    return changed && Reference.to('Shop', changed);
  }
}

@Resolver(() => CustomerPayload)
export class CustomerPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, { nullable: true })
  customer(@Root() { changed }: CustomerPayload): Reference | null {
    return changed && Reference.to('Customer', changed);
  }
}

@Resolver(() => ClaimGuestOrdersPayload)
export class ClaimGuestOrdersPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, { nullable: true })
  customer(@Root() { changed }: ClaimGuestOrdersPayload): Reference | null {
    return changed && Reference.to('Customer', changed);
  }
}

@Resolver(() => EraseMyDataPayload)
export class EraseMyDataPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, { nullable: true })
  customer(@Root() { changed }: EraseMyDataPayload): Reference | null {
    return changed && Reference.to('Customer', changed);
  }
}
