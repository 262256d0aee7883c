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
  @FieldResolver(() => Order, { nullable: true, description: 'The order as it is now; null if nothing was done.' })
  order(@Root() { changed }: OrderPayload): Reference | null {
    return changed && Reference.to('Order', changed);
  }
}

@Resolver(() => ProductPayload)
export class ProductPayloadEdges {
  @Needs()
  @FieldResolver(() => Product, { nullable: true, description: 'The product as it is now; null if nothing was done.' })
  product(@Root() { changed }: ProductPayload): Reference | null {
    return changed && Reference.to('Product', changed);
  }
}

@Resolver(() => ShopPayload)
export class ShopPayloadEdges {
  @Needs()
  @FieldResolver(() => Shop, { nullable: true, description: 'The shop as it is now; null if nothing was done.' })
  shop(@Root() { changed }: ShopPayload): Reference | null {
    return changed && Reference.to('Shop', changed);
  }
}

@Resolver(() => CustomerPayload)
export class CustomerPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, { nullable: true, description: 'The profile as it is now; null if nothing was done.' })
  customer(@Root() { changed }: CustomerPayload): Reference | null {
    return changed && Reference.to('Customer', changed);
  }
}

@Resolver(() => ClaimGuestOrdersPayload)
export class ClaimGuestOrdersPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'The profile of the caller, with the orders that are theirs now.',
  })
  customer(@Root() { changed }: ClaimGuestOrdersPayload): Reference | null {
    return changed && Reference.to('Customer', changed);
  }
}

@Resolver(() => EraseMyDataPayload)
export class EraseMyDataPayloadEdges {
  @Needs()
  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'The profile of the caller; its fields are null once everything is erased.',
  })
  customer(@Root() { changed }: EraseMyDataPayload): Reference | null {
    return changed && Reference.to('Customer', changed);
  }
}
