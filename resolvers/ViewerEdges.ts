import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Resolver } from 'type-graphql';
import { ordersOfGuestSession } from '../schema/accessPatterns';
import { CoordinateAccess } from '../schema/CoordinateAccess';
import { Customer } from '../schema/Customer';
import { Role } from '../schema/roles';
import { Shop } from '../schema/Shop';
import { Viewer } from '../schema/Viewer';
import { ArgumentError } from '../src/loading/ListReader';
import { Reference } from '../src/loading/Reference';
import { Needs } from '../src/model/annotations';
import { OrderConnection } from './connections';
import { OrderListArguments, orderListArguments } from './orderLists';
import { visitedShop } from './RootQueries';
import type { FieldgateContext } from './Services';

const MAX_COORDINATES = 200;
/** Two names of 128 characters, and what may stand around them. */
const MAX_COORDINATE_LENGTH = 300;

@Resolver(() => Viewer)
export class ViewerEdges {
  @Needs()
  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'The profile of the caller as a customer; null if they are not signed in as one.',
  })
  customer(@Ctx() { callerFacts: { caller } }: FieldgateContext): Reference | null {
    const { subject } = caller;
    return subject === null ? null : Reference.to('Customer', { customerId: subject });
  }

  @Needs()
  @FieldResolver(() => [Shop], {
    nullable: 'itemsAndList',
    description: 'The shops that the caller owns; an empty list if there are none.',
  })
  async shops(
    @Ctx() { callerFacts, reader }: FieldgateContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly unknown[]> {
    if (!callerFacts.caller.roles.includes(Role.SHOP_OWNER)) return [];
    const owned = [...(await callerFacts.tenants())].sort();
    // Each for itself: where one cannot be read, there is no list that would pass for all of them.
    const shops = owned.map(async (shopId) => reader.resolveReference(Reference.to('Shop', { shopId }), info));
    return (await Promise.all(shops)).filter((shop) => shop !== null);
  }

  @Needs()
  @FieldResolver(() => Shop, {
    nullable: true,
    description:
      'The shop that the caller is in, as proved by a current visit token in the header `x-visit-token`; null without ' +
      'one.',
  })
  async visitedShop(@Ctx() context: FieldgateContext): Promise<Reference | null> {
    return visitedShop(context);
  }

  @Needs()
  @FieldResolver(() => [CoordinateAccess], {
    nullable: true,
    description:
      'What the caller may read and write at these schema coordinates, in the same order. It serves to show or hide ' +
      'parts of a page; each request is still judged when it comes.',
  })
  access(
    @Arg('coordinates', () => [String], {
      description: 'The schema coordinates, such as `Viewer.roles`: at most 200, each of at most 300 characters.',
    })
    coordinates: string[],
    @Ctx() { access }: FieldgateContext,
  ): CoordinateAccess[] {
    if (coordinates.length > MAX_COORDINATES)
      throw new ArgumentError(
        'coordinates',
        `Expected at most ${String(MAX_COORDINATES)} coordinates, got ${String(coordinates.length)}.`,
      );
    if (coordinates.some(({ length }) => length > MAX_COORDINATE_LENGTH))
      throw new ArgumentError(
        'coordinates',
        `Expected coordinates of at most ${String(MAX_COORDINATE_LENGTH)} characters.`,
      );
    return coordinates.map((coordinate) => {
      const { read, write } = access(coordinate);
      const because = read.verdict === 'NEVER' ? write.because : read.because;
      return { coordinate, read: read.verdict, write: write.verdict, because };
    });
  }

  @Needs()
  @FieldResolver(() => OrderConnection, {
    nullable: true,
    description: 'The orders of the caller’s guest session, newest first; null without a session.',
  })
  guestOrders(
    @Args(() => OrderListArguments) args: OrderListArguments,
    @Ctx() { callerFacts: { caller } }: FieldgateContext,
  ): Reference | null {
    if (!caller.guestSession) return null;
    return Reference.toPage(ordersOfGuestSession, { guestSessionId: caller.guestSession.id }, orderListArguments(args));
  }
}
