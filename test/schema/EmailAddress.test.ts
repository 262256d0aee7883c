import { EmailAddressScalar } from '../../schema/scalars/EmailAddress';

test.each(['ada@example.com', "o'hara+tag@mail.example.co.uk", 'ADA@EXAMPLE.COM', 'a@1.example'])(
  '%s is taken as it is',
  (text) => {
    expect(EmailAddressScalar.parseValue(text)).toBe(text);
  },
);

test.each([
  'a@b',
  '.a@example.com',
  'a.@example.com',
  'a..b@example.com',
  'a@.com',
  'a@example.',
  'a@@example.com',
  'ada',
  '',
  5,
  null,
])('%s is refused here, and not by the user pool', (value) => {
  expect(() => EmailAddressScalar.parseValue(value)).toThrow('Expected an e-mail address, such as "ada@example.com".');
});
