import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Resolver, Root, Subscription } from 'type-graphql';
import { Order } from '../schema/Order';
import { ordersOfShop } from '../schema/accessPatterns';
import { MARKET, Role } from '../schema/roles';
import {
  ChangesOfReadable,
  NOTHING_TO_FOLLOW,
  type ItemChange,
  type ItemChangeSource,
} from '../src/loading/ItemChanges';
import type { Reader } from '../src/loading/Reader';
import { Auth } from '../src/model/annotations';
import type { Entity } from '../src/model/Model';
import type { KeyParams } from '../src/storage/keys';
import type { FieldgateContext } from './Services';

interface Asked {
  readonly args: unknown;
  readonly context: object;
  readonly info: GraphQLResolveInfo;
}

@Resolver()
export class OrderSubscriptions {
  @Auth({ always: MARKET })
  @Subscription(() => Order, {
    nullable: true,
    description:
      'The order, each time that it has changed. Ends with `null` when there is none for you, or none any more. After a ' +
      'connection was lost, begin again with `initial`: what was missed is in it.',
    subscribe: ({ args, context, info }: Asked) => followOrder(args as FollowOrder, context as FieldgateContext, info),
  })
  async orderChanged(
    @Root() change: ItemChange,
    @Arg('orderId', () => ID) _orderId: string,
    @Arg('initial', () => Boolean, { defaultValue: false, description: 'Whether to begin with the order as it is.' })
    _initial: boolean,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return reader.item('Order', change.params, info);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Subscription(() => Order, {
    nullable: true,
    description:
      'Each order of your shop that is placed or has changed. Ends with `null` when the shop is not yours, or not any more.',
    subscribe: ({ args, context }: Asked) => followShop(args as FollowShop, context as FieldgateContext),
  })
  async shopOrderChanged(
    @Root() change: ItemChange,
    @Arg('shopId', () => ID) _shopId: string,
    @Ctx() { reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Entity | null> {
    return reader.item('Order', change.params, info);
  }
}

interface FollowOrder {
  readonly orderId: string;
  readonly initial: boolean;
}

/** Where it begins with the order as it is, that is read once it is followed: what changes in between is not missed. */
async function followOrder(
  { orderId, initial }: FollowOrder,
  { reader, services: { changes } }: FieldgateContext,
  info: GraphQLResolveInfo,
): Promise<ItemChangeSource> {
  const found = reader.paramsOf(orderId, 'Order');
  if (!found) return NOTHING_TO_FOLLOW;
  const { params } = found;
  const isTheirs = async () => (await reader.item('Order', params, info)) !== null;
  if (initial) return keptWhere(await changes.of('Order', params, { fromNow: true }), isTheirs);
  if (!(await isTheirs())) return NOTHING_TO_FOLLOW;
  return new ChangesOfReadable(
    () => Promise.resolve([{ typeName: 'Order', params, kind: 'now' }]),
    async () => changes.of('Order', params),
  );
}

interface FollowShop {
  readonly shopId: string;
}

async function followShop(
  { shopId }: FollowShop,
  { reader, callerFacts, services: { changes } }: FieldgateContext,
): Promise<ItemChangeSource> {
  const found = reader.paramsOf(shopId, 'Shop');
  if (!found || !(await callerFacts.tenants()).has(found.params.shopId ?? '')) return NOTHING_TO_FOLLOW;
  return new ChangesOfReadable(
    async (atMost) => newestOrders(reader, found.params, atMost),
    async () => changes.of('Order', found.params),
  );
}

/** Those that still change, as a rule. */
async function newestOrders(reader: Reader, shop: KeyParams, atMost: number): Promise<ItemChange[]> {
  const orders = await reader.keys(ordersOfShop, shop, atMost);
  return orders.map((params) => ({ typeName: 'Order', params, kind: 'now' }));
}

async function keptWhere(source: ItemChangeSource, isTheirs: () => Promise<boolean>): Promise<ItemChangeSource> {
  const kept = await isTheirs().catch(async (cause: unknown) => {
    await source.return();
    throw cause;
  });
  if (kept) return source;
  await source.return();
  return NOTHING_TO_FOLLOW;
}
