import type { OrderStatus } from '../../../generated/operations/graphql';

const STEPS = [
  ['PENDING', 'Sent'],
  ['ACCEPTED', 'Preparing'],
  ['READY', 'Ready'],
  ['COMPLETED', 'Collected'],
] as const;

const WORDS: Readonly<Record<OrderStatus, string>> = {
  PENDING: 'Waiting for the shop to accept it',
  ACCEPTED: 'It is being prepared',
  READY: 'Ready: please come to the counter',
  COMPLETED: 'Collected. Enjoy!',
  REJECTED: 'The shop cannot take this order. You owe nothing.',
  CANCELLED: 'You have cancelled this order',
};

/** Whether nothing more will become of it. */
export function isOver(status: OrderStatus): boolean {
  return status === 'COMPLETED' || status === 'REJECTED' || status === 'CANCELLED';
}

export function OrderSteps({ status }: { readonly status: OrderStatus }) {
  const reached = STEPS.findIndex(([name]) => name === status);
  return (
    <>
      <p className="order-words" role="status">
        {WORDS[status]}
      </p>
      {reached === -1 ? null : (
        <ol className="steps">
          {STEPS.map(([name, label], index) => (
            <li
              key={name}
              className={index <= reached ? 'done' : ''}
              aria-current={index === reached ? 'step' : undefined}
            >
              {label}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
