import { MOST_OF_ONE } from './basket';

interface Props {
  /** Of the product, for who cannot see where the buttons stand. */
  readonly name: string;
  readonly quantity: number;
  readonly onChange: (quantity: number) => void;
}

/** How many of a product: a button to add it, or the number between two buttons. */
export function Stepper({ name, quantity, onChange }: Props) {
  if (quantity === 0)
    return (
      <button type="button" className="add" aria-label={`Add ${name}`} onClick={() => onChange(1)}>
        Add
      </button>
    );
  return (
    <span className="stepper" role="group" aria-label={`How many: ${name}`}>
      <button type="button" aria-label={`One less: ${name}`} onClick={() => onChange(quantity - 1)}>
        −
      </button>
      <output aria-live="polite">{quantity}</output>
      <button
        type="button"
        aria-label={`One more: ${name}`}
        disabled={quantity === MOST_OF_ONE}
        onClick={() => onChange(quantity + 1)}
      >
        +
      </button>
    </span>
  );
}
