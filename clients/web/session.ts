import { ApolloLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { catchError, concatMap, from, map, of, throwError, type Observable } from 'rxjs';

/** What the page knows of whoever uses it. Where tokens are kept is told in docs/sign-in.md. */
export interface Session {
  /** `null` for visitors, whom their cookie makes known, if anything does. */
  idToken(): string | null;
  /** From the QR code at the door of a shop. */
  visitToken(): string | null;
  /** Gets another ID token by the mutation RefreshSession, sent without the old one. Answers whether there is one. */
  refresh(): Promise<boolean>;
}

/** Headers that say who asks; and that denied fields are told in `extensions`, since `errors` would cost the data beside them. */
export function sendCredentials(session: Session): ApolloLink {
  return new SetContextLink((context) => {
    const { headers } = context as { headers?: Readonly<Record<string, string>> };
    // A request that is sent again brings the headers that it had: who asks at this moment comes last.
    return { headers: { 'x-on-denied': 'mask', ...headers, ...credentialHeaders(session) } };
  });
}

/** Who asks, at this moment. */
export function credentialHeaders(session: Session): Readonly<Record<string, string>> {
  const [authorization, visitToken] = [authorizationOf(session), session.visitToken()];
  return {
    ...(authorization !== null && { authorization }),
    ...(visitToken !== null && { 'x-visit-token': visitToken }),
  };
}

/**
 * Where the ID token is refused, gets another one and asks again, once. Many requests that fail together share one refresh; one whose
 * refusal comes late is asked again with the token that is there by then.
 */
export function refreshSession(session: Session): ApolloLink {
  let underWay: Promise<boolean> | null = null;
  const refresh = async (): Promise<boolean> =>
    (underWay ??= session.refresh().finally(() => {
      underWay = null;
    }));
  const renew = async (refused: string): Promise<boolean> => refused !== authorizationOf(session) || refresh();
  return new ApolloLink((operation, forward) => {
    const orElse = (answer: Answer): Observable<ApolloLink.Result> => {
      const refused = refusedAuthorization(operation);
      if (refused === undefined) return answer();
      return from(renew(refused)).pipe(concatMap((isRenewed) => (isRenewed ? forward(operation) : answer())));
    };
    return forward(operation).pipe(
      map(
        (result): Answer =>
          () =>
            of(result),
      ),
      catchError((error: unknown) => of<Answer>(() => throwError(() => error))),
      concatMap(orElse),
    );
  });
}

/** A result or a failure, to be handed on unless there is a better one. */
type Answer = () => Observable<ApolloLink.Result>;

function authorizationOf(session: Session): string | null {
  const idToken = session.idToken();
  return idToken === null ? null : `Bearer ${idToken}`;
}

/** By the status: the code UNAUTHENTICATED also stands on single fields, which no refresh would open. */
function refusedAuthorization(operation: ApolloLink.Operation): string | undefined {
  const { response, headers } = operation.getContext() as {
    response?: Response;
    headers?: { authorization?: string };
  };
  return response?.status === 401 ? headers?.authorization : undefined;
}
