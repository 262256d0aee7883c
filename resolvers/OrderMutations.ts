import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AdvanceOrderInput, AnnotateOrderInput, CancelOrderInput, PlaceOrderInput } from '../schema/inputs/orderInputs';
import { OrderPayload } from '../schema/payloads';
import { BUYERS, Role } from '../schema/roles';
import { Auth } from '../src/model/annotations';
import { advanceOrder, annotateOrder, cancelOrder } from './ordering/moveOrder';
import { placeOrder } from './ordering/placeOrder';
import type { FieldgateContext } from './Services';

@Resolver()
export class OrderMutations {
  @Auth({ always: BUYERS })
  @Mutation(() => OrderPayload, {
    nullable: true,
    description:
      'Orders in the shop that the caller is in; a visitor starts a guest session first. Safe to send again with the same key.',
  })
  async placeOrder(
    @Arg('input', () => PlaceOrderInput) input: PlaceOrderInput,
    @Ctx() context: FieldgateContext,
  ): Promise<OrderPayload> {
    return placeOrder(context, input);
  }

  @Auth({ always: BUYERS })
  @Mutation(() => OrderPayload, { nullable: true, description: 'Takes back one’s own order while it is PENDING.' })
  async cancelOrder(
    @Arg('input', () => CancelOrderInput) input: CancelOrderInput,
    @Ctx() context: FieldgateContext,
  ): Promise<OrderPayload> {
    return cancelOrder(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => OrderPayload, { nullable: true, description: 'Moves an order on, or rejects it.' })
  async advanceOrder(
    @Arg('input', () => AdvanceOrderInput) input: AdvanceOrderInput,
    @Ctx() context: FieldgateContext,
  ): Promise<OrderPayload> {
    return advanceOrder(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => OrderPayload, { nullable: true, description: 'Sets or clears the shop’s own note.' })
  async annotateOrder(
    @Arg('input', () => AnnotateOrderInput) input: AnnotateOrderInput,
    @Ctx() context: FieldgateContext,
  ): Promise<OrderPayload> {
    return annotateOrder(context, input);
  }
}
