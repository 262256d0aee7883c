import { ALPHA, productNode } from './scene';

/** A mutation of shop owners, with an input that does something for the owner of `alpha`. */
export interface OwnersMutation {
  readonly name: string;
  readonly document: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Which field of the input names what is to be changed. */
  readonly target: 'shopId' | 'productId';
}

export const EURO = { amount: '1.00', currencyCode: 'EUR' };

export const createProduct = mutation('createProduct', 'product { id name }', 'shopId', {
  shopId: ALPHA,
  name: 'Made by the owner',
  price: EURO,
  stock: 1,
});
export const updateProduct = mutation('updateProduct', 'product { id name }', 'productId', {
  productId: productNode('alpha', 1),
  name: 'Named by the owner',
});
export const archiveProduct = mutation('archiveProduct', 'product { id name }', 'productId', {
  productId: productNode('alpha', 2),
});
export const updateShop = mutation('updateShop', 'shop { id name }', 'shopId', {
  shopId: ALPHA,
  name: 'Named by the owner',
});
export const rotateVisitToken = mutation('rotateVisitToken', 'shop { id visitTokenRotatedAt }', 'shopId', {
  shopId: ALPHA,
});

/** All of them; each can be made after the others. */
export const OWNERS_MUTATIONS = [createProduct, updateProduct, archiveProduct, updateShop, rotateVisitToken];

function mutation(
  name: string,
  selection: string,
  target: OwnersMutation['target'],
  input: OwnersMutation['input'],
): OwnersMutation {
  return { name, document: documentOf(name, `${selection} userErrors { field code message }`), target, input };
}

/** A mutation with its input as its one variable. */
export function documentOf(name: string, selection: string): string {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`;
}
