import { inWords, type Money } from './minorUnits';

export function Price({ of: money }: { readonly of: Money }) {
  return <span className="price">{inWords(money)}</span>;
}
