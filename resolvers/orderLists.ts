import { ArgsType, Field } from 'type-graphql';
import { encodeTime } from 'ulid';
import { OrderStatus } from '../schema/Order';
import { DateTimeScalar } from '../schema/scalars/dates';
import { ArgumentError, type ConnectionArguments } from '../src/loading/ListReader';
import { PageArguments } from './connections';

@ArgsType()
export class OrderListArguments extends PageArguments {
  @Field(() => OrderStatus, { nullable: true, description: 'Only orders that have this status now.' })
  readonly status?: OrderStatus | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only orders that were placed at this time or later.' })
  readonly placedFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only orders that were placed before this time.' })
  readonly placedTo?: Date | null;
}

const TIME_LENGTH = 10;
/** The latest time that a ULID can hold. */
const LAST_MS = 2 ** 48 - 1;
const LAST_RANDOM = 'Z'.repeat(16);

/** The sort key of an order is its ULID, which begins with the time: a span of time is a range of keys. */
export function orderListArguments({
  first,
  after,
  status,
  placedFrom,
  placedTo,
}: OrderListArguments): ConnectionArguments {
  const page = { first, after, where: { status } };
  if (!placedFrom && !placedTo) return page;
  const from = placedFrom?.getTime() ?? 0;
  const to = (placedTo?.getTime() ?? LAST_MS) - (placedTo ? 1 : 0);
  if (from > to) throw new ArgumentError('placedTo', 'Expected `placedTo` to be later than `placedFrom`.');
  if (from < 0 || to > LAST_MS) throw new ArgumentError('placedFrom', 'Expected times from 1970 on.');
  return {
    ...page,
    range: { from: `ORDER#${encodeTime(from, TIME_LENGTH)}`, to: `ORDER#${encodeTime(to, TIME_LENGTH)}${LAST_RANDOM}` },
  };
}
