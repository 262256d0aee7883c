import { asFragment, fromFragment } from '../../src/browser/sharedLink';

test('a link gives back what was put into it', () => {
  const shared = { query: '{\n  a(text: "ä & # + %") { b }\n}', a: 'guest', b: 'somebody, in a place' };
  expect(fromFragment(`#${asFragment(shared)}`)).toEqual(shared);
});

test.each(['', '#', '#a=guest', '#query=', '#query=%20'])('%j names no query', (fragment) => {
  expect(fromFragment(fragment)).toBeNull();
});
