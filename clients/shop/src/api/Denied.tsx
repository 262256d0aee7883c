import { createContext, use, type ReactNode } from 'react';
import type { Api } from './Api';
import { useSignal } from './Signal';

export const ApiContext = createContext<Api | null>(null);

export function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error('expected to be inside of an ApiContext');
  return api;
}

/** What the API asks of whoever wants to see this coordinate; `null` where it was not denied. */
export function useDenial(coordinate: string): string | null {
  const { denied } = useApi();
  return useSignal(denied).get(coordinate)?.requires ?? null;
}

interface Props {
  /** Such as `Order.customer`. */
  readonly at: string;
  readonly children?: ReactNode;
}

/** Shows the children; in their place, that they were denied, where they were. What is denied is `null`, as what is not there. */
export function OrDenied({ at, children }: Props) {
  const requires = useDenial(at);
  if (children !== null && children !== undefined) return <>{children}</>;
  return requires === null ? <span className="quiet">none</span> : <Denied requires={requires} />;
}

export function Denied({ requires }: { readonly requires: string }) {
  return (
    <span className="denied">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3.5 7h9v6.5h-9z" />
      </svg>
      Not shown to you <span className="quiet">(only to {requires})</span>
    </span>
  );
}
