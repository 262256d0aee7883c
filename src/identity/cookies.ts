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

interface Wanted {
  readonly FIELDGATE_MODE: 'local' | 'production';
  readonly GUEST_COOKIE: 'same-site' | 'cross-site';
}

/**
 * Where GUEST_COOKIE is `cross-site`, pages of another site keep and send them, too, each site its own (`Partitioned`): a session that was
 * started in a page of one site is not there in the page of another. What another site's page may do with them is judged in crossSite.ts.
 */
export function createCookies(wanted: Wanted): Cookies {
  return {
    guest: tokenCookie('fieldgate_guest', 'Lax', wanted),
    device: tokenCookie('fieldgate_device', 'Strict', wanted),
  };
}

/**
 * `__Host-` demands `Secure`, which a local stack without TLS does not have. Cookies for other sites demand it as well: there Chromium and
 * Firefox take localhost for secure.
 */
function tokenCookie(
  plainName: string,
  sameSite: 'Lax' | 'Strict',
  { FIELDGATE_MODE, GUEST_COOKIE }: Wanted,
): TokenCookie {
  const isHttps = FIELDGATE_MODE === 'production';
  const name = isHttps ? `__Host-${plainName}` : plainName;
  const reach =
    GUEST_COOKIE === 'cross-site'
      ? 'SameSite=None; Secure; Partitioned'
      : `SameSite=${sameSite}${isHttps ? '; Secure' : ''}`;
  const flags = `Path=/; HttpOnly; ${reach}`;
  return {
    name,
    issue: (token, expiresAt) => {
      const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
      return `${name}=${token}; ${flags}; Max-Age=${String(maxAge)}`;
    },
    clear: () => `${name}=; ${flags}; Max-Age=0`,
  };
}
