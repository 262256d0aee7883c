import { places, sourceFiles } from './sourceFiles';
import type { SourceFile } from './sourceFiles';

/*
 * src/ outside src/local is the engine: it knows nothing of shops and orders. Whoever replaces schema/ and resolvers/
 * has their own API on it.
 */

const DOMAIN = /^(shops?|products?|customers?|orders?)$/i;

/** English that only looks like the domain. */
const ENGLISH = new Set(['orderBy', 'keyOrder', 'inKeyOrder']);

/** The words of a line that are of the domain. `order` alone in a comment is the English word: "in key order". */
function domainWords(line: string): string[] {
  return (line.match(/[A-Za-z0-9_$]+/g) ?? [])
    .filter((word) => !ENGLISH.has(word) && partsOf(word).some((part) => DOMAIN.test(part)))
    .filter((word) => word !== 'order' || !isComment(line));
}

/** `ordersOfShop` → `orders`, `Of`, `Shop` */
function partsOf(word: string): string[] {
  return word.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
}

function isComment(line: string): boolean {
  return /^\s*(\/?\*|\/\/)/.test(line) || /\/\/.*\border\b/.test(line);
}

const engine = (): SourceFile[] => sourceFiles('src').filter(({ path }) => !path.startsWith('src/local/'));

test('the engine speaks no word of the domain', () => {
  expect(engine().length).toBeGreaterThan(0);
  expect(engine().flatMap((file) => places(file, domainWords))).toEqual([]);
});

test.each([
  'class ShopLoader',
  'const key = `ORDER#${id}`;',
  'ordersOfCustomer()',
  'order.lines',
  '// each product',
  'guest_order',
])('the check finds %j', (line) => {
  expect(domainWords(line)).not.toEqual([]);
});

test.each([
  ' * Items come back in key order.',
  'orderBy(keys)',
  'const border = recorder.ordered;',
  'x(); // in key order',
  'workshop',
])('the check lets %j pass', (line) => {
  expect(domainWords(line)).toEqual([]);
});
