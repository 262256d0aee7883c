import { ALPHA, orderNode } from '../scene';
import type { Examples } from './textPlaces';

/** What stands beside a string, so that an operation gets as far as it can. */
export const EXAMPLES: Examples = {
  String: 'Ada',
  ID: ALPHA,
  Int: 1,
  Float: 1,
  Boolean: true,
  Date: '2026-01-01',
  DateTime: '2026-01-01T00:00:00Z',
  Decimal: '12.50',
  EmailAddress: 'ada@example.com',
  PhoneNumber: '+4930123456',
  'order(id:)': orderNode('alpha', 1),
  'orderChanged(orderId:)': orderNode('alpha', 1),
};
