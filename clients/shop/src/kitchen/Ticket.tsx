import type { TicketFragment } from '../../../generated/operations/graphql';
import { OrDenied } from '../api/Denied';
import { Age } from './Age';
import type { TicketBoard } from './useTickets';
import { TicketButtons } from './TicketButtons';
import { TicketDetails } from './TicketDetails';
import { TicketNote } from './TicketNote';
import { useTicketActions } from './useTicketActions';

interface Props {
  readonly order: TicketFragment;
  readonly board: TicketBoard;
}

export function Ticket({ order, board }: Props) {
  const { number, status, customerName, note, lines, placedAt } = order;
  const problem = board.wrong.get(order.id);
  const actions = useTicketActions(order, board);
  return (
    <article className={`ticket ticket-${status.toLowerCase()}`} aria-label={`Order ${number}`}>
      <header>
        <h3>{number}</h3>
        <Age since={placedAt} />
      </header>
      <p className="ticket-name">
        <OrDenied at="Order.customerName">{customerName}</OrDenied>
      </p>
      <ul className="ticket-lines">
        {(lines ?? []).map((line) =>
          line ? (
            <li key={line.position}>
              <b>{line.quantity}×</b> {line.name}
            </li>
          ) : null,
        )}
      </ul>
      {note ? <p className="ticket-wish">{note}</p> : null}
      {problem === undefined ? null : (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      <TicketButtons order={order} actions={actions} />
      <TicketNote order={order} actions={actions} />
      <TicketDetails order={order} />
    </article>
  );
}
