import { useState, type SubmitEvent } from 'react';
import { formText } from '../api/formText';
import type { Basket } from './basket';
import type { Shop } from './GuestPage';
import type { Dish } from './menuSections';
import { usePlaceOrder, type LineProblems } from './usePlaceOrder';

interface Props {
  readonly shop: Shop;
  /** Those in the basket. */
  readonly dishes: readonly Dish[];
  readonly basket: Basket;
  readonly onProblems: (problems: LineProblems) => void;
  readonly onPlaced: () => Promise<unknown>;
}

/** Who orders. What the shop needs to call somebody to the counter, and no more. */
export function Checkout({ shop, dishes, basket, onProblems, onPlaced }: Props) {
  const { place, isSending } = usePlaceOrder();
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = (name: string) => formText(form, name).trim();
    const outcome = await place({
      shopId: shop.id,
      customerName: text('name'),
      phoneNumber: text('phone'),
      note: text('note') || null,
      lines: dishes.map(({ id }) => ({ productId: id, quantity: basket.quantities[id] ?? 0 })),
    });
    onProblems(outcome.lines);
    setProblem(outcome.problem);
    if (!outcome.isPlaced) return;
    await onPlaced();
    basket.empty();
    scrollTo({ top: 0 });
  };
  return (
    <form className="checkout" onSubmit={(event) => void send(event)}>
      <Fields />
      {problem === null ? null : (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      <button type="submit" className="primary" disabled={isSending || !shop.open}>
        {sendingWords(isSending, shop.open)}
      </button>
    </form>
  );
}

function Fields() {
  return (
    <>
      <label>
        Your name
        <input name="name" required maxLength={100} autoComplete="name" />
      </label>
      <label>
        Phone, with country code
        <input
          name="phone"
          type="tel"
          required
          maxLength={32}
          pattern="\+[\d \(\)\-]{6,}"
          placeholder="+49 30 123456"
          autoComplete="tel"
          title="A phone number with its country code, such as +49 30 123456"
        />
      </label>
      <label>
        A note for the shop, if you like
        <textarea name="note" rows={2} maxLength={500} />
      </label>
    </>
  );
}

function sendingWords(isSending: boolean, isOpen: boolean): string {
  if (!isOpen) return 'The shop is closed';
  return isSending ? 'Sending…' : 'Order';
}
