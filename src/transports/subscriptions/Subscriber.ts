import type { IncomingMessage } from 'node:http';
import {
  authenticate,
  AuthenticationError,
  STEP_UP_TOKEN_HEADER,
  type Authentication,
  type Credentials,
  type Headers,
} from '../../identity/authenticate';
import type { Address } from '../../network/Address';
import { ON_DENIED_HEADER, onDeniedOf } from '../../operation/onDenied';
import type { OnDenied } from '../../response/Context';

/** What a client says of itself when it opens a socket, by the names of the headers that say it elsewhere. */
const SAID = ['authorization', 'x-visit-token', 'x-step-up-token', 'x-on-denied'] as const;

/**
 * The headers of a socket's opening request, with those that its first message brings: pages cannot set headers on a socket. A credential
 * that comes both ways, and differs, comes twice. Throws {@link AuthenticationError} where a credential is no text.
 */
export function headersOfSocket(
  { headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>,
  payload: unknown,
): Headers {
  const said = Object.entries(isObject(payload) ? payload : {}).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const headers: Record<string, readonly string[]> = { cookie: headersDistinct.cookie ?? [] };
  for (const name of SAID) {
    const values = said.filter(([each, value]) => each === name && value !== null && value !== undefined);
    if (values.some(([, value]) => typeof value !== 'string'))
      throw new AuthenticationError(`Expected \`${name}\` in connection_init to be a string.`, 'malformed');
    const all = new Set([...(headersDistinct[name] ?? []), ...values.map(([, value]) => String(value))]);
    if (all.size > 0) headers[name] = [...all];
  }
  return headers;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Who is at the other end of a connection that stays: established anew for everything that they are told. */
export class Subscriber {
  /** How they want to learn of denied fields; `null` where they said something that is no way. */
  readonly onDenied: OnDenied | null;

  constructor(
    private headers: Headers,
    readonly address: Address,
    private readonly credentials: Credentials,
  ) {
    this.onDenied = onDeniedOf(headers[ON_DENIED_HEADER]);
  }

  /** Puts another proof of the second factor in the place of the one that they came with, where it is good; it is judged again with everything they ask. */
  async renewStepUp(token: unknown): Promise<'accepted' | 'refused' | 'try again'> {
    if (typeof token !== 'string') return 'refused';
    const headers = { ...this.headers, [STEP_UP_TOKEN_HEADER]: [token] };
    try {
      const { caller } = await authenticate(headers, this.credentials);
      if (!caller.hasSecondFactor) return 'refused';
      this.headers = headers;
      return 'accepted';
    } catch (cause) {
      return cause instanceof AuthenticationError ? 'refused' : 'try again';
    }
  }

  /** Who they are at this moment. Throws `AuthenticationError` where their credential has ended. */
  async identify(): Promise<Authentication> {
    const authentication = await authenticate(this.headers, this.credentials);
    const { expiresAt } = authentication;
    if (expiresAt !== null && expiresAt.getTime() <= Date.now())
      throw new AuthenticationError('The credential has expired.', 'expired');
    return authentication;
  }
}
