import { createCookies } from '../../src/identity/cookies';

const inOneHour = () => new Date(Date.now() + 3_600_000);
const flagsOf = (cookie: string) => cookie.split('; ').slice(1);

describe('the cookie of a guest session', () => {
  test('in production is bound to this host, to TLS, and out of reach of scripts', () => {
    const cookie = createCookies({ FIELDGATE_MODE: 'production', GUEST_COOKIE: 'same-site' }).guest;
    const issued = cookie.issue('token', inOneHour());
    expect(issued).toMatch(/^__Host-fieldgate_guest=token; /);
    expect(cookie.name).toBe('__Host-fieldgate_guest');
    // What browsers demand of a `__Host-` cookie: Secure, Path=/ and no Domain.
    expect(flagsOf(issued)).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure']));
    expect(issued).not.toMatch(/domain/i);
  });

  test('on a local stack, which has no TLS, is the same without Secure and the prefix that demands it', () => {
    const cookie = createCookies({ FIELDGATE_MODE: 'local', GUEST_COOKIE: 'same-site' }).guest;
    const issued = cookie.issue('token', inOneHour());
    expect(issued).toMatch(/^fieldgate_guest=token; /);
    expect(flagsOf(issued)).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Lax']));
    expect(issued).not.toMatch(/secure|domain/i);
  });

  test.each(['production', 'local'] as const)('lives as long as its session, and not longer (%s)', (FIELDGATE_MODE) => {
    const cookie = createCookies({ FIELDGATE_MODE, GUEST_COOKIE: 'same-site' }).guest;
    const seconds = Number(/Max-Age=(\d+)$/.exec(cookie.issue('token', inOneHour()))?.[1]);
    expect(seconds).toBeGreaterThan(3_590);
    expect(seconds).toBeLessThanOrEqual(3_600);
    expect(cookie.issue('token', new Date(0))).toMatch(/; Max-Age=0$/);
  });

  test.each(['production', 'local'] as const)(
    'is cleared under the same name, path and flags (%s)',
    (FIELDGATE_MODE) => {
      const cookie = createCookies({ FIELDGATE_MODE, GUEST_COOKIE: 'same-site' }).guest;
      const without = (text: string) => flagsOf(text).filter((flag) => !flag.startsWith('Max-Age'));
      expect(cookie.clear()).toMatch(new RegExp(`^${cookie.name}=; .*Max-Age=0$`));
      expect(without(cookie.clear())).toEqual(without(cookie.issue('token', inOneHour())));
    },
  );
});

describe('cookies for pages of other sites', () => {
  test.each([
    ['production', '__Host-'],
    ['local', ''],
  ] as const)('go to each site by itself, over TLS alone (%s)', (FIELDGATE_MODE, prefix) => {
    const { guest, device } = createCookies({ FIELDGATE_MODE, GUEST_COOKIE: 'cross-site' });
    for (const [cookie, name] of [
      [guest, 'fieldgate_guest'],
      [device, 'fieldgate_device'],
    ] as const) {
      expect(cookie.name).toBe(`${prefix}${name}`);
      for (const text of [cookie.issue('token', inOneHour()), cookie.clear()])
        expect(flagsOf(text).slice(0, -1)).toEqual(['Path=/', 'HttpOnly', 'SameSite=None', 'Secure', 'Partitioned']);
    }
  });

  test('unless wanted, there are none: the one of a device is Strict', () => {
    const { device } = createCookies({ FIELDGATE_MODE: 'production', GUEST_COOKIE: 'same-site' });
    expect(flagsOf(device.issue('token', inOneHour()))).toEqual(
      expect.arrayContaining(['SameSite=Strict', 'Secure', 'HttpOnly']),
    );
  });
});
