import type { ApolloClient } from '@apollo/client';
import { createClient } from '../../../web/createClient';
import type { Session } from '../../../web/session';
import {
  AnswerSignInChallengeDocument,
  RefreshSessionDocument,
  SignInDocument,
  SignOutDocument,
  type SignedInFragment,
} from '../../../generated/operations/graphql';
import { Signal } from '../api/Signal';
import { keptTokens } from './keptTokens';

export type SignInState = 'unknown' | 'out' | 'in';

/** What is asked for next: nothing, the code of the authenticator, or that the person mends something. */
export type Step = { readonly is: 'in' } | { readonly is: 'code'; readonly challenge: string } | Refused;
interface Refused {
  readonly is: 'refused';
  readonly message: string;
}

interface Answer {
  readonly tokens: SignedInFragment | null;
  readonly challenge?: string | null;
  readonly deviceToken: string | null;
  readonly userErrors: readonly { readonly message: string }[];
}

/** An ID token is replaced so long before it ends. */
const EARLY_MS = 60_000;
/** A timer of a browser waits no longer. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * An owner’s sign-in, by the API’s own mutations. The ID token is in a variable; the refresh token is kept for as long as the tab is open,
 * so that a display that is reloaded goes on (docs/sign-in.md says what that takes: a strict content policy, which these pages have).
 */
export class OwnerSession implements Session {
  readonly state = new Signal<SignInState>(keptTokens.refreshToken === null ? 'out' : 'unknown');
  private token: string | null = null;
  private renewing: ReturnType<typeof setTimeout> | undefined;
  private underWay: Promise<boolean> | null = null;
  /** For whoever is not signed in yet; asks without a token. */
  private readonly anonymous: ApolloClient = createClient({
    url: '/graphql',
    session: { idToken: () => null, visitToken: () => null, refresh: () => Promise.resolve(false) },
    onDenied: () => undefined,
  });

  idToken(): string | null {
    return this.token;
  }

  visitToken(): string | null {
    return null;
  }

  async signIn(email: string, password: string): Promise<Step> {
    const { data } = await this.anonymous.mutate({
      mutation: SignInDocument,
      variables: { input: { email, password } },
      context: onThisDevice(),
    });
    return this.take(data?.signIn);
  }

  async answer(challenge: string, code: string): Promise<Step> {
    const { data } = await this.anonymous.mutate({
      mutation: AnswerSignInChallengeDocument,
      variables: { input: { challenge, code } },
      context: onThisDevice(),
    });
    return this.take(data?.answerSignInChallenge);
  }

  async signOut(): Promise<void> {
    const { refreshToken } = keptTokens;
    this.end();
    if (refreshToken === null) return;
    const variables = { input: { refreshToken } };
    await this.anonymous.mutate({ mutation: SignOutDocument, variables, context: onThisDevice() });
  }

  /** One at a time: whoever asks meanwhile waits for the same answer. */
  async refresh(): Promise<boolean> {
    // It is forgotten when it is over, well or not.
    // eslint-disable-next-line fieldgate/kept-promises
    return (this.underWay ??= this.renew().finally(() => {
      this.underWay = null;
    }));
  }

  /** Without a connection the sign-in is not over: `false`, and the next time may be better. */
  private async renew(): Promise<boolean> {
    const { refreshToken } = keptTokens;
    if (refreshToken === null) return false;
    try {
      const variables = { input: { refreshToken } };
      const { data } = await this.anonymous.mutate({
        mutation: RefreshSessionDocument,
        variables,
        context: onThisDevice(),
      });
      const tokens = data?.refreshSession?.tokens;
      if (tokens) this.begin(tokens);
      else this.end();
      return Boolean(tokens);
    } catch {
      return false;
    }
  }

  private take(answer: Answer | null | undefined): Step {
    if (!answer) return { is: 'refused', message: 'Nobody can sign in here.' };
    const { tokens, challenge = null, deviceToken, userErrors } = answer;
    if (deviceToken !== null) keptTokens.deviceToken = deviceToken;
    if (tokens) {
      this.begin(tokens);
      return { is: 'in' };
    }
    if (challenge !== null) return { is: 'code', challenge };
    return { is: 'refused', message: userErrors.map(({ message }) => message).join(' ') };
  }

  private begin({ idToken, expiresAt, refreshToken }: SignedInFragment): void {
    this.token = idToken;
    // `null` where the one that was sent goes on being good.
    if (refreshToken !== null) keptTokens.refreshToken = refreshToken;
    clearTimeout(this.renewing);
    const left = Math.max(EARLY_MS, Date.parse(expiresAt) - Date.now() - EARLY_MS);
    this.renewing = setTimeout(() => void this.refresh(), Math.min(left, LONGEST_TIMER_MS));
    this.state.set('in');
  }

  private end(): void {
    clearTimeout(this.renewing);
    this.token = null;
    keptTokens.refreshToken = null;
    this.state.set('out');
  }
}

/**
 * Without cookies: a guest’s session in the same browser would be taken over by the sign-in. So the proof that somebody has signed in on this
 * device before, which is a cookie otherwise, goes in its header.
 */
function onThisDevice() {
  const { deviceToken } = keptTokens;
  return { credentials: 'omit', ...(deviceToken !== null && { headers: { 'x-device-token': deviceToken } }) };
}
