import { useCallback, useEffect, useState } from 'react';

/** As much of one product as an order takes, unless the API is configured otherwise. */
export const MOST_OF_ONE = 20;

/** How many of each product, by its id, in the order in which they were put in. */
type Quantities = Readonly<Record<string, number>>;

export interface Basket {
  readonly quantities: Quantities;
  readonly isEmpty: boolean;
  readonly set: (productId: string, quantity: number) => void;
  readonly addAll: (lines: readonly { readonly productId: string; readonly quantity: number }[]) => void;
  readonly empty: () => void;
}

/** What a guest is about to order; kept for as long as the tab is open. */
export function useBasket(shopId: string): Basket {
  const kept = `fieldgate.basket.${shopId}`;
  const [quantities, setQuantities] = useState<Quantities>(() => readKept(kept));
  useEffect(() => sessionStorage.setItem(kept, JSON.stringify(quantities)), [kept, quantities]);
  const addAll = useCallback<Basket['addAll']>(
    (lines) => setQuantities((before) => lines.reduce(withLine, before)),
    [],
  );
  return {
    quantities,
    isEmpty: Object.keys(quantities).length === 0,
    set: (productId, quantity) => setQuantities((before) => withQuantity(before, productId, quantity)),
    addAll,
    empty: () => setQuantities({}),
  };
}

function withLine(before: Quantities, line: { readonly productId: string; readonly quantity: number }): Quantities {
  return withQuantity(before, line.productId, (before[line.productId] ?? 0) + line.quantity);
}

function withQuantity(before: Quantities, productId: string, quantity: number): Quantities {
  const { [productId]: _, ...others } = before;
  if (quantity <= 0) return others;
  // Where it was, if it was there.
  return { ...before, [productId]: Math.min(quantity, MOST_OF_ONE) };
}

function readKept(name: string): Quantities {
  try {
    return (JSON.parse(sessionStorage.getItem(name) ?? '{}') ?? {}) as Quantities;
  } catch {
    return {};
  }
}
