import { toGlobalId } from '../../src/model/globalId';
import { orderId } from '../support/world';

export const ALPHA = toGlobalId('Shop', 'alpha');
export const BETA = toGlobalId('Shop', 'beta');
export const GAMMA = toGlobalId('Shop', 'gamma');

/** The global id of the order with this number in this shop. */
export function orderNode(shopId: string, number: number): string {
  return toGlobalId('Order', shopId, orderId(number));
}

/** The global id of the product with this number in this shop. */
export function productNode(shopId: string, number: number): string {
  return toGlobalId('Product', shopId, `${shopId}-p${String(number)}`);
}

export function customerNode(subject: string): string {
  return toGlobalId('Customer', subject);
}
