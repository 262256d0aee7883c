import type { Configuration } from '../configuration';

/** How browsers keep a guest session: out of reach of scripts, bound to this host where there is TLS. */
export interface GuestCookie {
  readonly name: string;
  issue(token: string, expiresAt: Date): string;
  clear(): string;
}

/** `__Host-` demands `Secure`, which a local stack without TLS does not have. */
export function guestCookie({ FIELDGATE_MODE }: Pick<Configuration, 'FIELDGATE_MODE'>): GuestCookie {
  const isSecure = FIELDGATE_MODE === 'production';
  const name = isSecure ? '__Host-fieldgate_guest' : 'fieldgate_guest';
  const flags = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    name,
    issue: (token, expiresAt) => {
      const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
      return `${name}=${token}; ${flags}; Max-Age=${String(maxAge)}`;
    },
    clear: () => `${name}=; ${flags}; Max-Age=0`,
  };
}
