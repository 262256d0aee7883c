import type { Configuration } from '../configuration';

/** How browsers keep a token of ours: out of reach of scripts, bound to this host where there is TLS. */
export interface TokenCookie {
  readonly name: string;
  issue(token: string, expiresAt: Date): string;
  clear(): string;
}

/** The cookies of this server: a guest's session, and what tells that somebody has signed in on this device before. */
export interface Cookies {
  readonly guest: TokenCookie;
  readonly device: TokenCookie;
}

type Mode = Pick<Configuration, 'FIELDGATE_MODE'>;

export function createCookies(mode: Mode): Cookies {
  return {
    guest: tokenCookie('fieldgate_guest', 'Lax', mode),
    device: tokenCookie('fieldgate_device', 'Strict', mode),
  };
}

/** `__Host-` demands `Secure`, which a local stack without TLS does not have. */
function tokenCookie(plainName: string, sameSite: 'Lax' | 'Strict', { FIELDGATE_MODE }: Mode): TokenCookie {
  const isSecure = FIELDGATE_MODE === 'production';
  const name = isSecure ? `__Host-${plainName}` : plainName;
  const flags = `Path=/; HttpOnly; SameSite=${sameSite}${isSecure ? '; Secure' : ''}`;
  return {
    name,
    issue: (token, expiresAt) => {
      const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
      return `${name}=${token}; ${flags}; Max-Age=${String(maxAge)}`;
    },
    clear: () => `${name}=; ${flags}; Max-Age=0`,
  };
}
