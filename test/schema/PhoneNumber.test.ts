import fc from 'fast-check';
import { Kind } from 'graphql';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { PhoneNumberScalar } from '../../schema/scalars/PhoneNumber';

const byLiteral = (value: string) => PhoneNumberScalar.parseLiteral({ kind: Kind.STRING, value }, {});

describe('a phone number', () => {
  test.each([
    ['+4930123456', '+4930123456'],
    ['+49 30 123456', '+4930123456'],
    ['+49 (30) 123-456', '+4930123456'],
    ['+49.30.123456', '+4930123456'],
    ['+1 (123) 456-7890', '+11234567890'],
    ['+44 20 7946 0018', '+442079460018'],
    ['+４９３０１２３４５６', '+4930123456'],
    [' +49 30 123456 ', '+4930123456'],
  ])('%j is %s, as a variable and as a literal', (text, number) => {
    expect([PhoneNumberScalar.parseValue(text), byLiteral(text)]).toEqual([number, number]);
  });

  test.each([
    '',
    '+',
    '030 123456',
    '004930123456',
    '+49',
    '+491',
    '+999 123456789',
    `+49${'1'.repeat(17)}`,
    'call +49 30 123456',
    '+49 30 123456 or +49 30 654321',
    '+49 30 123456 x12',
    '+49 30 123456;ext=12',
    'tel:+4930123456',
    '+49 30 123456\u0000',
    '+49\u200b30123456\u200b!',
    '<b>+4930123456</b>',
    // Less one zero each time that it is read.
    '+49004919',
  ])('%j is none', (text) => {
    const refusal = 'Expected a phone number in international form, such as "+49 30 123456".';
    expect(() => PhoneNumberScalar.parseValue(text)).toThrow(refusal);
    expect(() => byLiteral(text)).toThrow(refusal);
  });

  test.each([4930123456, true, null, undefined, {}, ['+4930123456'], Symbol('x')])('%p is none', (value) => {
    expect(() => PhoneNumberScalar.parseValue(value)).toThrow('international form');
  });

  test('is shown as it is kept, and as E.164 where it was kept as people write it', () => {
    expect(PhoneNumberScalar.serialize('+4930123456')).toBe('+4930123456');
    // Longer than E.164 knows, and in use.
    expect(PhoneNumberScalar.serialize('+4930123456789012')).toBe('+4930123456789012');
    expect(PhoneNumberScalar.serialize('+49 30 123456')).toBe('+4930123456');
    // Not taken any more: kept from before, or imported.
    for (const stored of ['+4904919', '+49 004919']) expect(PhoneNumberScalar.serialize(stored)).toBe('+4904919');
    for (const stored of [
      '030 123456',
      '+',
      '',
      4930123456,
      null,
      `+${'1'.repeat(19)}`,
      `+49${' '.repeat(40)}30123456`,
    ])
      expect(() => PhoneNumberScalar.serialize(stored)).toThrow('international form');
  });

  test('is shown whenever it was taken, and the same when it is taken again', () => {
    const parts = fc.oneof(
      { arbitrary: fc.nat({ max: 9 }).map(String), weight: 20 },
      { arbitrary: fc.constantFrom('+', ' ', '-', '(', ')', '.', '/'), weight: 1 },
    );
    const trunk = fc.constantFrom('', '0', '(0)', '00', '0 0', '000');
    const codes = fc.constantFrom(...new Set(getCountries().map((country) => getCountryCallingCode(country))));
    fc.assert(
      fc.property(codes, trunk, fc.array(parts, { minLength: 4, maxLength: 16 }), (code, zeros, rest) => {
        const text = `+${code}${zeros}${rest.join('')}`;
        let number: string;
        try {
          number = PhoneNumberScalar.parseValue(text);
        } catch {
          return;
        }
        expect([PhoneNumberScalar.serialize(number), PhoneNumberScalar.parseValue(number)]).toEqual([number, number]);
      }),
    );
  });
});
