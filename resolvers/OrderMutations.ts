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
      'Places an order in the shop that the caller is in, at the prices of this moment. It needs a current visit token ' +
      'of that shop in the header `x-visit-token`, and a customer who is signed in or a guest session ' +
      '(`startGuestSession`).\n\n' +
      'It is safe to send this again for 30 days: the same `idempotencyKey` and content give the same order.\n\n' +
      'User errors: `SHOP_CLOSED`, `PRODUCT_UNAVAILABLE`, `OUT_OF_STOCK`, `TOTAL_TOO_LARGE`, `DATA_ERASED`. Errors: ' +
      '`UNAUTHENTICATED` without a session; `FORBIDDEN` without a visit token; `IDEMPOTENCY_MISMATCH` if the key was ' +
      'used with other content; `RATE_LIMITED` after too many tries for which the shop did not have enough.',
  })
  async placeOrder(
    @Arg('input', () => PlaceOrderInput, { description: 'What to order, where, and for whom.' }) input: PlaceOrderInput,
    @Ctx() context: FieldgateContext,
  ): Promise<OrderPayload> {
    return placeOrder(context, input);
  }

  @Auth({ always: BUYERS })
  @Mutation(() => OrderPayload, {
    nullable: true,
    description:
      'Cancels one of the caller’s own orders, as long as it is `PENDING`. Its products can then be sold to others.\n\n' +
      'If this is sent again, the user error is `NOT_CANCELLABLE`, and nothing changes.\n\n' +
      'User errors: `NOT_CANCELLABLE`. Errors: `NOT_FOUND` if the caller has no such order; `RATE_LIMITED` after too ' +
      'many orders that were cancelled.',
  })
  async cancelOrder(
    @Arg('input', () => CancelOrderInput, { description: 'The order to cancel.' }) input: CancelOrderInput,
    @Ctx() context: FieldgateContext,
  ): Promise<OrderPayload> {
    return cancelOrder(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => OrderPayload, {
    nullable: true,
    description:
      'Gives an order of the caller’s own shop its next status: `ACCEPTED` after `PENDING`, `READY` after `ACCEPTED`, ' +
      '`COMPLETED` after `READY`; or `REJECTED` after `PENDING` or `ACCEPTED`, which gives its products back to the ' +
      'stock. A registered customer gets an e-mail if it is now `ACCEPTED`, `READY` or `REJECTED`.\n\n' +
      'If this is sent again, the user error is `INVALID_TRANSITION`, and nothing changes.\n\n' +
      'User errors: `INVALID_TRANSITION`. Errors: `NOT_FOUND` if the caller has no such order; `CONFLICT` if `version` ' +
      'is not the current one.',
  })
  async advanceOrder(
    @Arg('input', () => AdvanceOrderInput, { description: 'The order and its new status.' }) input: AdvanceOrderInput,
    @Ctx() context: FieldgateContext,
  ): Promise<OrderPayload> {
    return advanceOrder(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => OrderPayload, {
    nullable: true,
    description:
      'Writes or removes the shop’s own note about an order.\n\n' +
      'It is safe to send this again.\n\n' +
      'User errors: `DATA_ERASED`. Errors: `NOT_FOUND` if the caller has no such order.',
  })
  async annotateOrder(
    @Arg('input', () => AnnotateOrderInput, { description: 'The order and the note about it.' })
    input: AnnotateOrderInput,
    @Ctx() context: FieldgateContext,
  ): Promise<OrderPayload> {
    return annotateOrder(context, input);
  }
}
