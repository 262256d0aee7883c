import { VerifiedTokens } from '../../src/identity/VerifiedTokens';

interface Proof {
  readonly expiresAt: Date;
  readonly serial: number;
}

const expiringAt = (milliseconds: number) => {
  let verified = 0;
  const verify = () => Promise.resolve({ expiresAt: new Date(milliseconds), serial: (verified += 1) });
  return { verify, tokens: new VerifiedTokens<Proof>(({ expiresAt }) => expiresAt) };
};

test('a token is verified once a minute', async () => {
  const { tokens, verify } = expiringAt(10_000_000);
  const serials: number[] = [];
  for (const now of [0, 1, 59_999, 60_000, 119_999, 120_000]) serials.push((await tokens.of('a', now, verify)).serial);
  expect(serials).toEqual([1, 1, 1, 2, 2, 3]);
});

test('never longer than it is good', async () => {
  const { tokens, verify } = expiringAt(1_000);
  expect((await tokens.of('a', 0, verify)).serial).toBe(1);
  expect((await tokens.of('a', 999, verify)).serial).toBe(1);
  expect((await tokens.of('a', 1_000, verify)).serial).toBe(2);
});

test('what another token proves is not taken for it', async () => {
  const { tokens, verify } = expiringAt(1_000);
  await tokens.of('a', 0, verify);
  expect((await tokens.of('a ', 0, verify)).serial).toBe(2);
});

test('nothing is taken on trust once the keys have changed', async () => {
  const { tokens, verify } = expiringAt(1_000);
  await tokens.of('a', 0, verify);
  tokens.forget();
  expect((await tokens.of('a', 0, verify)).serial).toBe(2);
});

test('a token that was refused is refused again', async () => {
  const tokens = new VerifiedTokens<Proof>(({ expiresAt }) => expiresAt);
  const refuse = () => Promise.reject(new Error('no'));
  await expect(tokens.of('a', 0, refuse)).rejects.toThrow('no');
  await expect(tokens.of('a', 1, refuse)).rejects.toThrow('no');
});

test('there is an end to what is remembered: the oldest goes', async () => {
  const { tokens, verify } = expiringAt(1_000);
  for (let index = 0; index <= 10_000; index += 1) await tokens.of(`token ${String(index)}`, 0, verify);
  expect((await tokens.of('token 10000', 0, verify)).serial).toBe(10_001);
  expect((await tokens.of('token 0', 0, verify)).serial).toBe(10_002);
});

test('no more than so many are remembered: the one goes that was verified longest ago, however often it came again', async () => {
  const { tokens, verify } = expiringAt(1_000);
  for (let token = 0; token < 10_000; token += 1) await tokens.of(String(token), 0, verify);
  expect((await tokens.of('0', 0, verify)).serial).toBe(1);
  await tokens.of('one more', 0, verify);
  expect((await tokens.of('1', 0, verify)).serial).toBe(2);
  expect((await tokens.of('0', 0, verify)).serial).toBe(10_002);
});
