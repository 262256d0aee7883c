import * as fc from 'fast-check';
import { Address, parseNetwork, type Network } from '../../src/network/Address';
import { clientAddress, trustIn } from '../../src/network/clientAddress';

const networkOf = (text: string): Network => {
  const network = parseNetwork(text);
  if (!network) throw new RangeError(`expected a network, got ${text}`);
  return network;
};

describe('an address', () => {
  test.each([
    ['203.0.113.77', ['203.0.113.77 x1'], '203.0.113.0/24'],
    ['203.0.113.77:54321', ['203.0.113.77 x1'], '203.0.113.0/24'],
    ['::ffff:203.0.113.77', ['203.0.113.77 x1'], '203.0.113.0/24'],
    ['::FFFF:cb00:714d', ['203.0.113.77 x1'], '203.0.113.0/24'],
    ['[::ffff:203.0.113.77]:443', ['203.0.113.77 x1'], '203.0.113.0/24'],
    ['64:ff9b::203.0.113.77', ['203.0.113.77 x1'], '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', ['2001:db8:1:2::/64 x1', '2001:db8:1::/48 x16'], '2001:db8:1::/48'],
    ['2001:0DB8:0001:2::', ['2001:db8:1:2::/64 x1', '2001:db8:1::/48 x16'], '2001:db8:1::/48'],
    ['[2001:db8:1:2:3:4:5:6]', ['2001:db8:1:2::/64 x1', '2001:db8:1::/48 x16'], '2001:db8:1::/48'],
    ['[2001:db8:1:2:3:4:5:6]:8080', ['2001:db8:1:2::/64 x1', '2001:db8:1::/48 x16'], '2001:db8:1::/48'],
    ['::1', ['::/64 x1', '::/48 x16'], '::/48'],
    ['fe80::1%eth0', ['fe80::/64 x1', 'fe80::/48 x16'], 'fe80::/48'],
  ])('%j counts as %j and is logged as %j', (text, counted, logged) => {
    const address = Address.parse(text);
    expect(address?.counted.map(({ network, budget }) => `${network} x${budget}`)).toEqual(counted);
    expect(address?.logged).toBe(logged);
  });

  test.each([
    '',
    ' ',
    'unknown',
    '_hidden',
    'example.com',
    '203.0.113',
    '203.0.113.7.8',
    '203.0.113.256',
    '0xcb.0.113.7',
    '3405803783',
    '203.0.113.7:',
    '203.0.113.7:x',
    '203.0.113.7:123456',
    '203.0.113.77, 10.0.0.1',
    '2001:db8::1::2',
    '[2001:db8::1',
    '2001:db8::1]:443',
    `2001:db8::1%${'x'.repeat(100)}`,
    `${'1'.repeat(100_000)}.0.0.1`,
  ])('%j is none', (text) => {
    expect(Address.parse(text)).toBeNull();
  });

  test('counts the same however it is written', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV6(), fc.integer({ min: 0, max: 65_535 }), (v4, v6, port) => {
        const counted = (text: string) => Address.parse(text)?.counted;
        for (const text of [`${v4}:${port}`, `::ffff:${v4}`, `[::ffff:${v4}]:${port}`])
          expect(counted(text)).toEqual(counted(v4));
        for (const text of [`[${v6}]`, `[${v6}]:${port}`, v6.toUpperCase()]) expect(counted(text)).toEqual(counted(v6));
      }),
    );
  });

  test('reads any text, and of none says more than its network', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4()), (text) => {
        const address = Address.parse(text) ?? Address.UNKNOWN;
        expect(address.counted.length).toBeGreaterThan(0);
        expect(address.logged ?? '/48').toMatch(/\/(24|48)$/);
      }),
    );
  });
});

describe('a network', () => {
  test.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['10.1.2.3', '10.1.2.3:443', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '11.1.2.3', false],
    ['fd00::/8', 'fd12::1', true],
    ['fd00::/8', '10.1.2.3', false],
    ['::/1', '10.1.2.3', false],
    ['::/64', '10.1.2.3', false],
  ])('%s has %s: %s', (network, address, isIn) => {
    expect(trustIn([networkOf(network)])(address)).toBe(isIn);
  });

  test.each([
    '',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/08',
    'fe80::1%eth0',
    '10/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    'fd00::/129',
    '::ffff:10.0.0.0/8',
    'x',
    '10.0.0.1:80',
  ])('%j is none', (text) => {
    expect(parseNetwork(text)).toBeNull();
  });
});

describe('the address of a client', () => {
  const counted = (...ips: readonly string[]) =>
    clientAddress({ ip: ips.at(-1), ips }).counted.map(({ network }) => network)[0];

  test('is the farthest one that is an address', () => {
    expect(counted('127.0.0.1', '203.0.113.7')).toBe('203.0.113.7');
    expect(counted('127.0.0.1', '10.0.0.1', '203.0.113.7:1234')).toBe('203.0.113.7');
    expect(counted('127.0.0.1', '10.0.0.1', 'junk')).toBe('10.0.0.1');
    expect(counted('127.0.0.1', 'junk')).toBe('127.0.0.1');
    expect(clientAddress({ ip: '203.0.113.7' })).toEqual(Address.parse('203.0.113.7'));
  });

  test('is unknown where there is none: such requests are counted together', () => {
    for (const ip of ['', undefined, 'junk']) expect(clientAddress({ ip })).toBe(Address.UNKNOWN);
    // As of a connection that was reset before anything of it was looked at.
    expect(clientAddress({ ip: undefined, ips: [undefined] })).toBe(Address.UNKNOWN);
    expect(trustIn([networkOf('10.0.0.0/8')])(undefined)).toBe(false);
  });
});
