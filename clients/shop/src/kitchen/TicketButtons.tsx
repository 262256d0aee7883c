import { useState } from 'react';
import type { OrderStatus, TicketFragment } from '../../../generated/operations/graphql';
import type { TicketActions } from './useTicketActions';

/** What the button says, and what the order becomes by it. */
const NEXT: Partial<Record<OrderStatus, readonly [words: string, to: OrderStatus]>> = {
  PENDING: ['Accept', 'ACCEPTED'],
  ACCEPTED: ['Ready', 'READY'],
  READY: ['Collected', 'COMPLETED'],
};

interface Props {
  readonly order: TicketFragment;
  readonly actions: TicketActions;
}

/** Moves the order on; or refuses it, as long as it is not ready. */
export function TicketButtons({ order, actions }: Props) {
  const next = NEXT[order.status];
  if (!next) return <p className="ticket-end">{order.status.toLowerCase()}</p>;
  const [words, to] = next;
  return (
    <p className="ticket-buttons">
      <button
        type="button"
        className="primary"
        disabled={actions.isBusy}
        onClick={() => void actions.move(to)}
        aria-label={`${words}: order ${order.number}`}
      >
        {words}
      </button>
      {order.status === 'READY' ? null : <Reject order={order} actions={actions} />}
    </p>
  );
}

/** Asks once more: what is rejected stays so. */
function Reject({ order: { number }, actions }: Props) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <button type="button" className="plain" onClick={() => setAsking(true)} aria-label={`Reject order ${number}`}>
        Reject
      </button>
    );
  return (
    <>
      <button type="button" className="danger" disabled={actions.isBusy} onClick={() => void actions.move('REJECTED')}>
        Really reject
      </button>
      <button type="button" className="plain" onClick={() => setAsking(false)}>
        Keep
      </button>
    </>
  );
}
