// Minor units to a decimal text: 1250 → "12.50". All of the bench's money is in euros.
export function money(minorUnits, currencyCode) {
  const digits = String(minorUnits).padStart(3, '0');
  return { amount: `${digits.slice(0, -2)}.${digits.slice(-2)}`, currencyCode };
}
