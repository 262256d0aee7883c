import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Node } from '../schema/Node';
import { Order } from '../schema/Order';
import { EVERYONE, MARKET, Role } from '../schema/roles';
import { Shop } from '../schema/Shop';
import { Viewer } from '../schema/Viewer';
import { ArgumentError } from '../src/loading/ListReader';
import { Reference } from '../src/loading/Reference';
import { Auth } from '../src/model/annotations';
import type { FieldgateContext } from './Services';

const MAX_NODES = 100;

@Resolver()
export class RootQueries {
  @Auth({ always: EVERYONE })
  @Query(() => Viewer, { nullable: true, description: 'The caller: their roles, and what is theirs.' })
  viewer(@Ctx() { callerFacts: { caller } }: FieldgateContext): Partial<Viewer> {
    return {
      roles: Object.values(Role).filter((role) => caller.roles.includes(role)),
      guestSessionExpiresAt: caller.guestSession?.expiresAt ?? null,
    };
  }

  @Auth({ always: EVERYONE })
  @Query(() => Node, {
    nullable: true,
    description:
      'The object with this global id. It is null if there is no such object, and also if the caller may not see it.',
  })
  node(@Arg('id', () => ID, { description: 'The global id of the object.' }) id: string): Reference {
    return Reference.toId(id);
  }

  @Auth({ always: EVERYONE })
  @Query(() => [Node], {
    nullable: 'itemsAndList',
    description:
      'The objects with these global ids, in the same order. In the place of one that does not exist, or that the ' +
      'caller may not see, there is null.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'The global ids of the objects, at most 100.' }) ids: string[],
  ): Reference {
    if (ids.length > MAX_NODES)
      throw new ArgumentError('ids', `Expected at most ${String(MAX_NODES)} ids, got ${String(ids.length)}.`);
    return Reference.toIds(ids);
  }

  @Auth({ always: MARKET })
  @Query(() => Shop, { nullable: true, description: 'The shop with this global id; null if there is none.' })
  shop(@Arg('id', () => ID, { description: 'The global id of the shop.' }) id: string): Reference {
    return Reference.toId(id, 'Shop');
  }

  @Auth({ always: MARKET })
  @Query(() => Shop, {
    nullable: true,
    description:
      'The shop that the caller is in, as proved by a current visit token in the header `x-visit-token`; null without ' +
      'one.',
  })
  async visitedShop(@Ctx() context: FieldgateContext): Promise<Reference | null> {
    return visitedShop(context);
  }

  @Auth({ always: MARKET })
  @Query(() => Order, {
    nullable: true,
    description:
      'The order with this global id. It is null if there is none, and also if it is not the caller’s own: one that ' +
      'they placed, or one in their shop.',
  })
  order(@Arg('id', () => ID, { description: 'The global id of the order.' }) id: string): Reference {
    return Reference.toId(id, 'Order');
  }
}

/** The one shop that a current visit token names, as far as the caller may see it. */
export async function visitedShop({ callerFacts }: FieldgateContext): Promise<Reference | null> {
  const [shopId] = await callerFacts.visited();
  return shopId === undefined ? null : Reference.to('Shop', { shopId });
}
