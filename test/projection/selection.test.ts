import { buildSchema, getOperationAST, parse } from 'graphql';
import { askedOperation, below, rootSelection } from '../../src/projection/selection';

const schema = buildSchema('type Query { a: A } type A { name: String a: A other: A }');

function operation(document: string) {
  const parsed = parse(document);
  return (variables: Record<string, unknown> = {}) => askedOperation(parsed, getOperationAST(parsed)!, variables);
}

const CONDITIONS = 'query ($x: Boolean!, $y: Boolean!) { a { name @skip(if: $x) a @include(if: $y) { name } } }';

test('what an operation selects is worked out once for the same values of its conditions', () => {
  const asked = operation(CONDITIONS);
  const [first, other] = [
    rootSelection(schema, asked({ x: true, y: true })),
    rootSelection(schema, asked({ x: false, y: true })),
  ];
  expect(rootSelection(schema, asked({ x: true, y: true }))).toBe(first);
  expect(other).not.toBe(first);
  const names = (root: typeof first) => [...root.on('Query').get('a')!.below.on('A').keys()];
  expect([names(first), names(other)]).toEqual([['a'], ['name', 'a']]);
});

test('no more is kept than there is room for: what was asked for the longest ago goes first', () => {
  const wide = Array.from({ length: 1000 }, (_, index) => `f${index}: name`).join(' ');
  const asked = Array.from({ length: 60 }, (_, index) => operation(`query Q${index} { a { ${wide} } }`)());
  const all = asked.map((each) => {
    const root = rootSelection(schema, each);
    root.on('Query').get('a')!.below.on('A');
    return root;
  });
  const isKept = (index: number) => rootSelection(schema, asked[index]!) === all[index];
  expect([isKept(59), isKept(30), isKept(0)]).toEqual([true, true, false]);
});

describe('what is selected below fields of a name', () => {
  const selectionOf = (document: string) => rootSelection(schema, operation(document)());
  const namesIn = (document: string, path: readonly string[]) =>
    below(selectionOf(document), path).map((selection) => [...selection.on('A').keys()]);

  test('is that of all of them, whatever the answer calls them, and of no others', () => {
    const document = '{ a { name a { x: name } b: a { y: name } other { z: name } } }';
    expect(namesIn(document, ['a'])).toEqual([['name', 'a', 'b', 'other']]);
    expect(namesIn(document, ['a', 'a'])).toEqual([['x'], ['y']]);
    expect(namesIn(document, ['a', 'name'])).toEqual([[]]);
    expect(namesIn(document, ['other'])).toEqual([]);
  });

  test('is the selection itself where no name is given', () => {
    const selection = selectionOf('{ a { name } }');
    expect(below(selection, [])).toEqual([selection]);
  });
});
