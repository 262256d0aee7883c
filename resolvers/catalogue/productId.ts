import { notFound } from '../ordering/ownership';
import type { FieldgateContext } from '../Services';

export interface ProductId {
  readonly shopId: string;
  readonly productId: string;
}

/** What a product's global id stands for. Throws `NOT_FOUND` for what is none. */
export function productIdOf({ reader }: FieldgateContext, globalId: string): ProductId {
  const { shopId, productId } = reader.paramsOf(globalId, 'Product') ?? {};
  if (shopId === undefined || productId === undefined) throw notFound('product');
  return { shopId, productId };
}
