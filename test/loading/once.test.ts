import { once } from '../../src/loading/once';

test('what is forgotten and asked for again stays known, though the earlier asking fails after that', async () => {
  const known = new Map<string, Promise<string>>();
  let fail: (cause: Error) => void = () => undefined;
  const early = once(known, 'visit', () => new Promise((_resolve, reject) => (fail = reject)));
  known.delete('visit');
  const late = once(known, 'visit', () => Promise.resolve('current'));
  fail(new Error('away'));
  await expect(early).rejects.toThrow('away');
  expect(await once(known, 'visit', () => Promise.resolve('asked a third time'))).toBe('current');
  expect(await late).toBe('current');
});

test('what failed is asked for again, and what is asked for under another name is another thing', async () => {
  const known = new Map<string, Promise<string>>();
  await expect(once(known, 'a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await once(known, 'a', () => Promise.resolve('one'))).toBe('one');
  expect(await once(known, 'a', () => Promise.resolve('another'))).toBe('one');
  expect(await once(known, 'b', () => Promise.resolve('other'))).toBe('other');
});
