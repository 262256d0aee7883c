import { done, inState, type Tickets } from './tickets';
import { Ticket } from './Ticket';
import { useTickets, type TicketBoard } from './useTickets';
import type { TicketFragment } from '../../../generated/operations/graphql';

/** What there is to do, from left to right. */
export function Board({ shopId }: { readonly shopId: string }) {
  const board = useTickets(shopId);
  const { tickets, problem, retry } = board;
  const fresh = inState(tickets, 'PENDING');
  return (
    <main className="board" aria-busy={!tickets.isLoaded}>
      {problem === null ? null : (
        <p className="notice" role="alert">
          {problem}{' '}
          <button type="button" onClick={retry}>
            Try again
          </button>
        </p>
      )}
      <Unseen tickets={tickets} />
      <Column name="New" tickets={fresh} board={board} isAnnounced />
      <Column name="Preparing" tickets={inState(tickets, 'ACCEPTED')} board={board} />
      <Column name="Ready" tickets={inState(tickets, 'READY')} board={board} />
      <Column name="Done" tickets={done(tickets)} board={board} />
    </main>
  );
}

function Unseen({ tickets: { unseen, hasMore } }: { readonly tickets: Tickets }) {
  if (unseen === 0 && !hasMore) return null;
  return (
    <p className="notice">
      {unseen > 0 ? `${String(unseen)} of the orders cannot be shown. ` : ''}
      {hasMore ? 'There are more orders than fit here: the newest are shown.' : ''}
    </p>
  );
}

interface ColumnProps {
  readonly name: string;
  readonly tickets: readonly TicketFragment[];
  readonly board: TicketBoard;
  /** Told to who does not look, when their number changes. */
  readonly isAnnounced?: boolean;
}

function Column({ name, tickets, board, isAnnounced = false }: ColumnProps) {
  return (
    <section className={`column column-${name.toLowerCase()}`} aria-label={name}>
      <h2>
        {name} <span className="count">{tickets.length}</span>
      </h2>
      {isAnnounced ? (
        <p className="unseen" role="status">
          {tickets.length} new orders
        </p>
      ) : null}
      {tickets.length === 0 ? <p className="quiet nothing">Nothing here</p> : null}
      {tickets.map((order) => (
        <Ticket key={order.id} order={order} board={board} />
      ))}
    </section>
  );
}
