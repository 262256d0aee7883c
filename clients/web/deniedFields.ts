import { ApolloLink } from '@apollo/client';
import { tap } from 'rxjs';

/** A schema coordinate that was denied, wherever the answer would have shown it. */
export interface DeniedField {
  /** Such as `Shop.products`. */
  readonly coordinate: string;
  /** `UNAUTHENTICATED` where signing in, or starting a session, would help. */
  readonly code: 'FORBIDDEN' | 'UNAUTHENTICATED';
  /** In words, for people. */
  readonly requires: string;
  readonly count: number;
}

/** Hands on which fields of an answer were denied (`x-on-denied: mask`); they are `null` in its data. */
export function deniedFields(tell: (denied: readonly DeniedField[], operationName: string) => void): ApolloLink {
  return new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap(({ extensions }) => {
        const { authorization } = (extensions ?? {}) as { authorization?: { denied: readonly DeniedField[] } };
        if (authorization) tell(authorization.denied, operation.operationName ?? '');
      }),
    ),
  );
}
