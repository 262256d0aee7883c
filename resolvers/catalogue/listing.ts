import { productsOfShop } from '../../schema/accessPatterns';
import { foldName } from '../../schema/foldName';
import { fill } from '../../src/storage/keys';

/** In which catalogue a product stands. */
export function catalogueOf(shopId: string): { gsi1pk: string } {
  return { gsi1pk: fill(productsOfShop.partition, { shopId }) };
}

/** Where in the catalogue: by name, products of one name by id. */
export function placeByName(name: string, productId: string): { gsi1sk: string } {
  return { gsi1sk: `${foldName(name)}#${productId}` };
}
