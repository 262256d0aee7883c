/**
 * What stands in the generated examples: the same values every time, so that the page changes only where the schema does, and such
 * as the demo data has, so that they can be tried.
 */
const SCALARS = {
  ID: 'U2hvcDpoYXJib3VyLWJpc3Rybw',
  String: 'text',
  Int: 1,
  Float: 1.5,
  Boolean: true,
  Decimal: '12.50',
  CurrencyCode: 'EUR',
  Date: '2026-01-31',
  DateTime: '2026-01-31T12:30:00.000Z',
  EmailAddress: 'customer1@example.com',
  PhoneNumber: '+49401234567',
  JSON: '{}',
};

module.exports = function example({ field, arg, inputField, underlyingType, isArray }) {
  const place = arg ?? field ?? inputField;
  const value = SCALARS[underlyingType?.name] ?? firstValue(underlyingType);
  if (value === undefined || place?.example !== undefined) return undefined;
  return isArray ? [value] : value;
};

function firstValue(type) {
  return type?.kind === 'ENUM' ? type.enumValues?.[0]?.name : undefined;
}
