import type { GraphQLResolveInfo } from 'graphql';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
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
import { Reference } from '../src/loading/Reference';
import { Auth } from '../src/model/annotations';
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
    subscribe: ({ args, context, info }: Asked) => followOrder(args as FollowOrder, context as FieldgateContext, info),
    description:
      'Sends one of the caller’s orders each time that it has changed.\n\n' +
      'It ends with null if there is no such order for the caller, or as soon as they may not see it any more. If the ' +
      'connection was lost, subscribe again with `initial`, so that no change is missed.',
  })
  orderChanged(
    @Root() change: ItemChange,
    @Arg('orderId', () => ID, { description: 'The global id of the order to follow.' }) _orderId: string,
    @Arg('initial', () => Boolean, {
      defaultValue: false,
      description: 'Whether to send the order at once, as it is now.',
    })
    _initial: boolean,
  ): Reference {
    return Reference.to('Order', change.params);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Subscription(() => Order, {
    nullable: true,
    subscribe: ({ args, context }: Asked) => followShop(args as FollowShop, context as FieldgateContext),
    description:
      'Sends each order of the caller’s shop that is placed, or has changed.\n\n' +
      'It ends with null if the shop is not the caller’s, or as soon as it is not any more. If the connection was lost, ' +
      'subscribe again with `initial`: changes in between are not sent.',
  })
  shopOrderChanged(
    @Root() change: ItemChange,
    @Arg('shopId', () => ID, { description: 'The global id of the shop whose orders to follow.' }) _shopId: string,
    @Arg('initial', () => Boolean, {
      defaultValue: false,
      description:
        'Whether to send the newest orders at once, as they are now, the newest one last: as many as cost 100 points together, and 100 at most.',
    })
    _initial: boolean,
  ): Reference {
    return Reference.to('Order', change.params);
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
  const params = reader.paramsOf(orderId, 'Order');
  if (!params) return NOTHING_TO_FOLLOW;
  const isTheirs = async () => (await reader.resolveReference(Reference.to('Order', params), info)) !== null;
  if (initial) return keptWhere(await changes.of('Order', params, { fromNow: true }), isTheirs);
  if (!(await isTheirs())) return NOTHING_TO_FOLLOW;
  return new ChangesOfReadable(
    () => Promise.resolve([{ typeName: 'Order', params, kind: 'now' }]),
    async () => changes.of('Order', params),
  );
}

interface FollowShop {
  readonly shopId: string;
  readonly initial: boolean;
}

async function followShop(
  { shopId, initial }: FollowShop,
  { reader, callerFacts, services: { changes } }: FieldgateContext,
): Promise<ItemChangeSource> {
  const params = reader.paramsOf(shopId, 'Shop');
  if (!params || !(await callerFacts.tenants()).has(params.shopId ?? '')) return NOTHING_TO_FOLLOW;
  return new ChangesOfReadable(
    async (atMost) => newestOrders(reader, params, atMost),
    async () => changes.of('Order', params),
    initial,
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
