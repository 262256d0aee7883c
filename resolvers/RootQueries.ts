import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Node } from '../schema/Node';
import { Order } from '../schema/Order';
import { EVERYONE, MARKET, Role } from '../schema/roles';
import { Shop } from '../schema/Shop';
import { Viewer } from '../schema/Viewer';
import { ArgumentError } from '../src/loading/ListReader';
import { Auth } from '../src/model/annotations';
import type { Entity } from '../src/model/Model';
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
  async node(
    @Arg('id', () => ID, { description: 'The global id of the object.' }) id: string,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return reader.node(id, info);
  }

  @Auth({ always: EVERYONE })
  @Query(() => [Node], {
    nullable: 'itemsAndList',
    description:
      'The objects with these global ids, in the same order. In the place of one that does not exist, or that the ' +
      'caller may not see, there is null.',
  })
  async nodes(
    @Arg('ids', () => [ID], { description: 'The global ids of the objects, at most 100.' }) ids: string[],
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<(Entity | null | Error)[]> {
    if (ids.length > MAX_NODES)
      throw new ArgumentError('ids', `Expected at most ${String(MAX_NODES)} ids, got ${String(ids.length)}.`);
    const found = await Promise.allSettled(ids.map((id) => reader.node(id, info)));
    // An item that could not be read is an error of its own; the others are there.
    return found.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error)));
  }

  @Auth({ always: MARKET })
  @Query(() => Shop, { nullable: true, description: 'The shop with this global id; null if there is none.' })
  async shop(
    @Arg('id', () => ID, { description: 'The global id of the shop.' }) id: string,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return reader.node(id, info, 'Shop');
  }

  @Auth({ always: MARKET })
  @Query(() => Shop, {
    nullable: true,
    description:
      'The shop that the caller is in, as proved by a current visit token in the header `x-visit-token`; null without ' +
      'one.',
  })
  async visitedShop(@Ctx() context: FieldgateContext, @Info() info: GraphQLResolveInfo): Promise<Entity | null> {
    return visitedShop(context, info);
  }

  @Auth({ always: MARKET })
  @Query(() => Order, {
    nullable: true,
    description:
      'The order with this global id. It is null if there is none, and also if it is not the caller’s own: one that ' +
      'they placed, or one in their shop.',
  })
  async order(
    @Arg('id', () => ID, { description: 'The global id of the order.' }) id: string,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return reader.node(id, info, 'Order');
  }
}

/** The one shop that a current visit token names, as far as the caller may see it. */
export async function visitedShop(
  { callerFacts, reader }: FieldgateContext,
  info: GraphQLResolveInfo,
): Promise<Entity | null> {
  const [shopId] = await callerFacts.visited();
  return shopId === undefined ? null : reader.item('Shop', { shopId }, info);
}
