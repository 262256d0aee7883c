import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ordersOfCustomer } from '../schema/accessPatterns';
import { Customer } from '../schema/Customer';
import { EmailAddressScalar } from '../schema/scalars/EmailAddress';
import { Reference } from '../src/loading/Reference';
import { Needs } from '../src/model/annotations';
import { Entity } from '../src/model/Model';
import { OrderConnection } from './connections';
import { OrderListArguments, orderListArguments } from './orderLists';
import type { FieldgateContext } from './Services';

@Resolver(() => Customer)
export class CustomerEdges {
  /** No copy of it is kept: it would go on being shown, and written to, when the person has another one. Whoever sees a record is its owner. */
  @Needs('memberSince')
  @FieldResolver(() => EmailAddressScalar, {
    nullable: true,
    description:
      'The verified e-mail address of the ID token; it is changed at the identity provider. It is null before ' +
      'registration, or if the token has no verified address.',
  })
  email(@Root() { item }: Entity, @Ctx() { callerFacts: { caller } }: FieldgateContext): string | null {
    return (item.memberSince ?? null) === null ? null : caller.email;
  }

  @Needs()
  @FieldResolver(() => OrderConnection, {
    nullable: true,
    description: 'The orders of the customer, newest first, with those that they placed as a guest and then claimed.',
  })
  orders(@Root() customer: Entity, @Args(() => OrderListArguments) args: OrderListArguments): Reference {
    return Reference.toPage(ordersOfCustomer, { customerId: customer.param('customerId') }, orderListArguments(args));
  }
}
