import type { BoardQuery, OrderStatus, TicketFragment } from '../../../generated/operations/graphql';

export interface Tickets {
  readonly byId: ReadonlyMap<string, TicketFragment>;
  /** How many orders the list has that cannot be shown. */
  readonly unseen: number;
  readonly hasMore: boolean;
  readonly isLoaded: boolean;
}

export type Change =
  | { readonly is: 'list'; readonly shop: NonNullable<BoardQuery['shop']>; readonly changed: ReadonlySet<string> }
  | { readonly is: 'order'; readonly order: TicketFragment };

export const NO_TICKETS: Tickets = {
  byId: new Map(),
  unseen: 0,
  hasMore: false,
  isLoaded: false,
};

/** How many that are done stay in sight. */
const MOST_DONE = 12;

/** Of a list, `changed` are the orders of which news came after it was asked for: they are newer than the list. */
export function withChange(tickets: Tickets, change: Change): Tickets {
  return change.is === 'order' ? withOrder(tickets, change.order) : withList(tickets, change.shop, change.changed);
}

/** News overtake each other: what is older than what is known is dropped. */
function withOrder(tickets: Tickets, order: TicketFragment): Tickets {
  const known = tickets.byId.get(order.id);
  if (known && (known.version ?? 0) > (order.version ?? 0)) return tickets;
  return { ...tickets, byId: new Map(tickets.byId).set(order.id, order) };
}

/** All that is open is in the list; what is done is kept, and what changed since the list was asked for. */
function withList(
  tickets: Tickets,
  { completed, ...open }: NonNullable<BoardQuery['shop']>,
  changed: ReadonlySet<string>,
): Tickets {
  const pages = [open.pending, open.accepted, open.ready].filter((page) => page !== null);
  const nodes = [...pages, ...(completed ? [completed] : [])].flatMap(({ edges }) => edges.map(({ node }) => node));
  const listed = nodes.filter((node) => node !== null);
  const kept = [...tickets.byId.values()].filter(({ id, status }) => changed.has(id) || isDone(status));
  return {
    ...[...listed, ...kept].reduce(withOrder, { ...tickets, byId: new Map() }),
    unseen: nodes.length - listed.length,
    hasMore: pages.some(({ pageInfo }) => pageInfo.hasNextPage),
    isLoaded: true,
  };
}

/** Those in one of the states: the one that waits longest first; of those that are done the latest. */
export function inState({ byId }: Tickets, ...states: readonly OrderStatus[]): readonly TicketFragment[] {
  const found = [...byId.values()].filter(({ status }) => states.includes(status));
  return found.sort((one, other) => one.placedAt.localeCompare(other.placedAt));
}

export function done(tickets: Tickets): readonly TicketFragment[] {
  const found = inState(tickets, 'COMPLETED', 'REJECTED', 'CANCELLED');
  return [...found].sort((one, other) => other.updatedAt.localeCompare(one.updatedAt)).slice(0, MOST_DONE);
}

function isDone(status: OrderStatus): boolean {
  return status === 'COMPLETED' || status === 'REJECTED' || status === 'CANCELLED';
}
