import { useMutation, useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import { CancelOrderDocument, OrderProgressDocument } from '../../../generated/operations/graphql';
import { Denied, useDenial } from '../api/Denied';
import { refusalInWords } from '../api/refusal';
import { Price } from '../money/Price';
import type { Basket } from './basket';
import { isOver, OrderSteps } from './OrderSteps';
import type { FollowedOrder } from './useFollowedOrders';

interface Props {
  readonly order: FollowedOrder;
  readonly onAgain: Basket['addAll'];
}

/** One order, as it is now: each change of it comes by itself. */
export function FollowOrder({ order, onAgain }: Props) {
  const { id, number, status, total, lines } = order;
  // Events change the order where the cache keeps it, and so wherever it is shown.
  const { error, restart } = useSubscription(OrderProgressDocument, {
    variables: { orderId: id },
    skip: isOver(status),
  });
  return (
    <article className={`order order-${status.toLowerCase()}`} aria-label={`Order ${number}`}>
      <header>
        <h2>
          <span className="quiet">Order</span> {number}
        </h2>
        <Price of={total} />
      </header>
      <OrderSteps status={status} />
      {error ? (
        <p className="notice" role="alert">
          Changes do not come by themselves any more. <button onClick={() => restart()}>Try again</button>
        </p>
      ) : null}
      <ul className="lines">
        {(lines ?? []).map((line) =>
          line ? (
            <li key={line.position}>
              <span>
                {line.quantity} × {line.name}
              </span>
              <Price of={line.lineTotal} />
            </li>
          ) : null,
        )}
      </ul>
      {status === 'PENDING' ? <Cancel orderId={id} /> : null}
      {isOver(status) ? <Again order={order} onAgain={onAgain} /> : null}
    </article>
  );
}

function Cancel({ orderId }: { readonly orderId: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [cancel, { loading }] = useMutation(CancelOrderDocument, {
    variables: { input: { orderId } },
    onCompleted: ({ cancelOrder }) => setProblem(cancelOrder?.userErrors[0]?.message ?? null),
    onError: (error) => setProblem(refusalInWords(error)),
  });
  return (
    <>
      {problem === null ? null : <p role="alert">{problem}</p>}
      <button type="button" className="plain" disabled={loading} onClick={() => void cancel()}>
        Cancel the order
      </button>
    </>
  );
}

/** What a product is now is for those who are in the shop: whose visit is over is denied it, and told so. */
function Again({ order: { lines }, onAgain }: Props) {
  const requires = useDenial('OrderLine.product');
  const available = (lines ?? []).flatMap((line) =>
    line?.product?.available === true ? [{ productId: line.product.id, quantity: line.quantity }] : [],
  );
  if (available.length > 0)
    return (
      <button type="button" className="plain" onClick={() => onAgain(available)}>
        Order this again
      </button>
    );
  return requires === null ? null : <Denied requires={requires} />;
}
