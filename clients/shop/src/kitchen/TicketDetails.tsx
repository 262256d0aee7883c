import { useLazyQuery } from '@apollo/client/react';
import {
  TicketDetailsDocument,
  type TicketDetailsQuery,
  type TicketFragment,
} from '../../../generated/operations/graphql';
import { OrDenied } from '../api/Denied';
import { refusalInWords } from '../api/refusal';
import { Price } from '../money/Price';
import { sum, times, type Money } from '../money/minorUnits';

/** Money and people of an order, loaded when somebody wants to see them; and what even the owner is not shown. */
export function TicketDetails({ order: { id, number } }: { readonly order: TicketFragment }) {
  const [load, { data, error }] = useLazyQuery(TicketDetailsDocument, { fetchPolicy: 'no-cache' });
  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && void load({ variables: { id } })}>
      <summary aria-label={`Details of order ${number}`}>Details</summary>
      {error ? <p role="alert">{refusalInWords(error)}</p> : null}
      {data?.order ? <Facts order={data.order} /> : null}
    </details>
  );
}

function Facts({ order }: { readonly order: NonNullable<TicketDetailsQuery['order']> }) {
  const { total, platformFee, phoneNumber, customer } = order;
  const cost = costOf(order);
  return (
    <dl>
      <dt>Total</dt>
      <dd>
        <Price of={total} />
      </dd>
      <dt>The platform takes</dt>
      <dd>
        <OrDenied at="Order.platformFee">{platformFee ? <Price of={platformFee} /> : null}</OrDenied>
      </dd>
      <dt>It cost you</dt>
      <dd>
        <OrDenied at="OrderLine.unitCost">{cost ? <Price of={cost} /> : null}</OrDenied>
      </dd>
      <dt>Phone</dt>
      <dd>
        <OrDenied at="Order.phoneNumber">{phoneNumber}</OrDenied>
      </dd>
      <dt>Whose account</dt>
      <dd>
        <OrDenied at="Order.customer">{customer?.id}</OrDenied>
      </dd>
    </dl>
  );
}

/** `null` where one of the products has no cost. */
function costOf({ lines, total }: NonNullable<TicketDetailsQuery['order']>): Money | null {
  const costs = (lines ?? []).map((line) => (line?.unitCost ? times(line.unitCost, line.quantity) : null));
  return costs.every((cost) => cost !== null) ? sum(costs, total.currencyCode) : null;
}
