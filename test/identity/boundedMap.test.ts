import { BoundedMap } from '../../src/identity/BoundedMap';

const mapOf = (size: number, ...keys: string[]) => {
  const map = new BoundedMap<string, string>(size);
  for (const key of keys) map.set(key, `of ${key}`);
  return map;
};

test('keeps what was set last, and no more than its size', () => {
  const map = mapOf(2, 'a', 'b', 'c');
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([undefined, 'of b', 'of c']);
});

test('what is set again is the newest', () => {
  const map = mapOf(2, 'a', 'b', 'a', 'c');
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual(['of a', undefined, 'of c']);
});

test('setting one again pushes nothing out', () => {
  const map = mapOf(2, 'a', 'b', 'b');
  expect(map.get('a')).toBe('of a');
});

test('nothing is left after clear', () => {
  const map = mapOf(2, 'a');
  map.clear();
  expect(map.get('a')).toBeUndefined();
});
