import { FollowOrder } from './FollowOrder';
import { isOver } from './OrderSteps';
import type { Basket } from './basket';
import type { FollowedOrders } from './useFollowedOrders';
import { Price } from '../money/Price';

interface Props {
  readonly followed: FollowedOrders;
  readonly onAgain: Basket['addAll'];
}

/** The guest’s orders: those under way in full and live, the others in a line each. */
export function Orders({ followed: { orders, hasMore, more }, onAgain }: Props) {
  const [newest, ...others] = orders;
  if (!newest) return null;
  const inFull = orders.filter((order) => order === newest || !isOver(order.status));
  const earlier = others.filter(({ status }) => isOver(status));
  return (
    <section className="orders" aria-label="Your orders">
      {inFull.map((order) => (
        <FollowOrder key={order.id} order={order} onAgain={onAgain} />
      ))}
      {earlier.length === 0 && !hasMore ? null : (
        <details>
          <summary>Earlier orders</summary>
          <ul className="earlier">
            {earlier.map(({ id, number, status, total }) => (
              <li key={id}>
                <span>{number}</span>
                <span>{status.toLowerCase()}</span>
                <Price of={total} />
              </li>
            ))}
          </ul>
          {hasMore ? (
            <button type="button" onClick={() => void more()}>
              Show more
            </button>
          ) : null}
        </details>
      )}
    </section>
  );
}
