import { useState } from 'react';
import { Price } from '../money/Price';
import { sum, times } from '../money/minorUnits';
import type { Basket } from './basket';
import { Checkout } from './Checkout';
import type { Shop } from './GuestPage';
import type { Dish } from './menuSections';
import { Stepper } from './Stepper';
import type { LineProblems } from './usePlaceOrder';

interface Props {
  readonly shop: Shop;
  readonly dishes: readonly Dish[];
  readonly basket: Basket;
  readonly onPlaced: () => Promise<unknown>;
}

/** What will be ordered, line by line, each with what is wrong with it; and the form that sends it. */
export function BasketPanel({ shop, dishes, basket, onPlaced }: Props) {
  const [problems, setProblems] = useState<LineProblems>({});
  const chosen = dishes.filter(({ id }) => basket.quantities[id] !== undefined);
  const total = sum(
    chosen.map(({ id, price }) => times(price, basket.quantities[id] ?? 0)),
    shop.currencyCode,
  );
  if (chosen.length === 0) return null;
  return (
    <>
      <a className="basket-bar" href="#basket">
        Your order <Price of={total} />
      </a>
      <aside className="basket" aria-labelledby="basket">
        <h2 id="basket">
          Your order <Price of={total} />
        </h2>
        <ul className="basket-lines">
          {chosen.map((dish) => (
            <BasketLine key={dish.id} dish={dish} basket={basket} problem={problems[dish.id]} />
          ))}
        </ul>
        <Checkout shop={shop} dishes={chosen} basket={basket} onProblems={setProblems} onPlaced={onPlaced} />
      </aside>
    </>
  );
}

interface LineProps {
  readonly dish: Dish;
  readonly basket: Basket;
  readonly problem: string | undefined;
}

function BasketLine({ dish: { id, name, price }, basket, problem }: LineProps) {
  const quantity = basket.quantities[id] ?? 0;
  return (
    <li className={problem === undefined ? '' : 'wrong'}>
      <span className="basket-name">{name}</span>
      <Stepper name={name} quantity={quantity} onChange={(changed) => basket.set(id, changed)} />
      <Price of={times(price, quantity)} />
      {problem === undefined ? null : (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
    </li>
  );
}
