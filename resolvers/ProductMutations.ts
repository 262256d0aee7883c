import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ArchiveProductInput, CreateProductInput, UpdateProductInput } from '../schema/inputs/productInputs';
import { ProductPayload } from '../schema/payloads';
import { Role } from '../schema/roles';
import { Auth } from '../src/model/annotations';
import { archiveProduct } from './catalogue/archiveProduct';
import { createProduct } from './catalogue/createProduct';
import { updateProduct } from './catalogue/updateProduct';
import type { FieldgateContext } from './Services';

@Resolver()
export class ProductMutations {
  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => ProductPayload, {
    nullable: true,
    description:
      'Adds a new product to the catalogue of the caller’s own shop.\n\n' +
      'Each call adds another product.\n\n' +
      'User errors: `CURRENCY_MISMATCH`. Errors: `NOT_FOUND` if the caller has no such shop.',
  })
  async createProduct(
    @Arg('input', () => CreateProductInput, { description: 'The new product, and its shop.' })
    input: CreateProductInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ProductPayload> {
    return createProduct(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => ProductPayload, {
    nullable: true,
    description:
      'Changes a product of the caller’s own shop: only the fields that are sent.\n\n' +
      'It is safe to send this again, unless `stockDelta` is in it, which is added each time.\n\n' +
      'User errors: `PRODUCT_ARCHIVED`, `CURRENCY_MISMATCH`, `STOCK_OUT_OF_RANGE`. Errors: `NOT_FOUND` if the caller ' +
      'has no such product; `CONFLICT` if `version` is not the current one.',
  })
  async updateProduct(
    @Arg('input', () => UpdateProductInput, { description: 'What to change in the product.' })
    input: UpdateProductInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ProductPayload> {
    return updateProduct(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => ProductPayload, {
    nullable: true,
    description:
      'Takes a product of the caller’s own shop out of the catalogue for good. Buyers do not see it any more; past ' +
      'orders keep its name and price. This cannot be undone.\n\n' +
      'It is safe to send this again: what is archived stays as it is.\n\n' +
      'User errors: none. Errors: `NOT_FOUND` if the caller has no such product; `CONFLICT` if `version` is not the ' +
      'current one.',
  })
  async archiveProduct(
    @Arg('input', () => ArchiveProductInput, { description: 'The product to archive.' }) input: ArchiveProductInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ProductPayload> {
    return archiveProduct(context, input);
  }
}
