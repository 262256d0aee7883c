import { comparisonOf } from '../../../../src/transports/pages/compare/comparison';

const document = `# Title
query One { viewer { ...Roles } }
mutation Two { begin { id } }
subscription Three { changed { id } }
query Four { viewer { id } }
fragment Roles on Viewer { roles }`;

test('its examples are the queries alone, each by itself with the fragments that it uses', () => {
  const { first, examples } = comparisonOf({ examples: [{ title: 'Title', document }] });
  expect(first).toBeNull();
  expect(examples.map(({ title, name }) => [title, name])).toEqual([
    ['Title', 'One'],
    ['Title', 'Four'],
  ]);
  expect(examples[0]?.query).toContain('fragment Roles on Viewer');
  expect(examples[1]?.query).not.toMatch(/fragment|mutation|subscription|One/);
});
