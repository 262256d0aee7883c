import { networkOf } from '../../../src/server/observe/networkOf';

test.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:DB8::1', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
  ['2001::3:4:5:6:7:8', '2001:0:3::/48'],
  ['', null],
  ['example.com', null],
  ['203.0.113.77, 10.0.0.1', null],
])('the network of %j is %j', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
