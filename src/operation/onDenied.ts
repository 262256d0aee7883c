import type { OnDenied } from '../response/Context';

export const ON_DENIED_HEADER = 'x-on-denied';
export const EXPECTED_ON_DENIED = `Expected ${ON_DENIED_HEADER} to be error, mask or reject.`;

const WAYS: readonly OnDenied[] = ['error', 'mask', 'reject'];

/** How a caller wants to learn of denied fields: `error` unless told, `null` where the header says something else or comes twice. */
export function onDeniedOf(values: readonly string[] = []): OnDenied | null {
  const [wish = 'error', ...others] = values;
  return others.length > 0 ? null : (WAYS.find((each) => each === wish) ?? null);
}
