import { Markdown } from '../../../../src/transports/pages/reference/Markdown';

const markdown = new Markdown({
  ofCode: (code) => (code === 'Thing' ? '/docs/types/Thing' : null),
  ofDocument: (address) => address.replace('1-a.md', '/docs/guides/a'),
});

test('HTML in a string is shown, not taken', () => {
  const html = markdown.block('<script>alert(1)</script> <img src=x onerror=y> `<b>`');
  expect(html).not.toMatch(/<(script|img|b)\b/);
  expect(html).toContain('<code>&#60;b&#62;</code>');
});

test('no link runs a script', () => {
  expect(markdown.block('[x](javascript:alert(1)) [y](data:text/html,z)')).not.toContain('<a');
});

test('an address cannot leave its attribute', () => {
  expect(markdown.inline('[x](/a"onclick=")')).toMatch(/^<a href="[^"]*">x<\/a>$/);
});

test('names lead to their pages, but not in a link', () => {
  expect(markdown.inline('`Thing` `Nothing`')).toBe(
    '<a href="/docs/types/Thing"><code>Thing</code></a> <code>Nothing</code>',
  );
  expect(markdown.inline('[`Thing`](1-a.md)')).toBe('<a href="/docs/guides/a"><code>Thing</code></a>');
});

test('a heading has a place, as on GitHub', () => {
  expect(markdown.block('## Not there, or `not` yours')).toContain('<h2 id="not-there-or-not-yours">');
});
