const REFRESH = 'fieldgate.refresh';
const DEVICE = 'fieldgate.device';

/** What is kept of a sign-in: the refresh token until the tab is closed, the device token, which opens nothing, for good. */
class KeptTokens {
  get refreshToken(): string | null {
    return sessionStorage.getItem(REFRESH);
  }

  set refreshToken(token: string | null) {
    if (token === null) sessionStorage.removeItem(REFRESH);
    else sessionStorage.setItem(REFRESH, token);
  }

  get deviceToken(): string | null {
    return localStorage.getItem(DEVICE);
  }

  set deviceToken(token: string | null) {
    if (token !== null) localStorage.setItem(DEVICE, token);
  }
}

export const keptTokens = new KeptTokens();
