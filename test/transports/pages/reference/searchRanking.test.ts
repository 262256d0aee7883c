import { found, type Entry } from '../../../../src/browser/searchRanking';

const entry = (name: string, kind = 'field', about = ''): Entry => ({ name, kind, path: `/docs/${name}`, about });
const ENTRIES = [
  entry('Thing.priceList'),
  entry('Price', 'object type'),
  entry('Thing.price', 'field', 'What one costs.'),
  entry('RATE_LIMITED', 'error code', 'Too much was asked for.'),
  entry('repriceAll', 'mutation'),
  entry('Order of things', 'guide'),
];
const names = (sought: string, most = 10) => found(ENTRIES, sought, most).map(({ name }) => name);

test('what is named so comes first, then what has it as a part, then what has it anywhere', () => {
  expect(names('price')).toEqual(['Price', 'Thing.price', 'Thing.priceList', 'repriceAll']);
});

test('each word must be there, in whatever order and case', () => {
  expect(names('LIMITED rate')).toEqual(['RATE_LIMITED']);
  expect(names('price costs')).toEqual(['Thing.price']);
  expect(names('price nowhere')).toEqual([]);
});

test('nothing is found for nothing, and no more than wanted', () => {
  expect(names('  ')).toEqual([]);
  expect(names('price', 2)).toHaveLength(2);
});
