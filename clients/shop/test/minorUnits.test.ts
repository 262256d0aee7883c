import fc from 'fast-check';
import { inWords, sum, times } from '../src/money/minorUnits';

const eur = (amount: string) => ({ amount, currencyCode: 'EUR' });

test('sums are exact where floating point numbers are not', () => {
  expect(0.1 + 0.2).not.toBe(0.3);
  expect(sum([eur('0.10'), eur('0.20')], 'EUR')).toEqual(eur('0.30'));
  expect(times(eur('1.15'), 3)).toEqual(eur('3.45'));
  expect(sum([eur('90071992547409.93'), eur('0.01')], 'EUR')).toEqual(eur('90071992547409.94'));
});

test('nothing is nothing, in the currency’s own form', () => {
  expect([sum([], 'EUR').amount, sum([], 'JPY').amount]).toEqual(['0.00', '0']);
});

test('a currency without cents has none', () => {
  expect(times({ amount: '1200', currencyCode: 'JPY' }, 2)).toEqual({ amount: '2400', currencyCode: 'JPY' });
});

test('is written as people do, digit by digit', () => {
  expect(inWords(eur('9007199254740993.01'))).toContain('9,007,199,254,740,993.01');
});

test.each(['', '1,50', '1.505', '1e3', 'NaN', '.5'])('%j is no amount', (amount) => {
  expect(() => times(eur(amount), 1)).toThrow(RangeError);
});

test('n times a price is the sum of n prices', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
      fc.integer({ min: 1, max: 20 }),
      (cents, quantity) => {
        const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
        const price = eur(`${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`);
        expect(times(price, quantity)).toEqual(sum(Array<typeof price>(quantity).fill(price), 'EUR'));
      },
    ),
  );
});
