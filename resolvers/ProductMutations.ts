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
  @Mutation(() => ProductPayload, { nullable: true, description: 'Puts a new product into the catalogue.' })
  async createProduct(
    @Arg('input', () => CreateProductInput) input: CreateProductInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ProductPayload> {
    return createProduct(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => ProductPayload, { nullable: true, description: 'Changes what is sent of a product.' })
  async updateProduct(
    @Arg('input', () => UpdateProductInput) input: UpdateProductInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ProductPayload> {
    return updateProduct(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => ProductPayload, {
    nullable: true,
    description: 'Takes a product out of the catalogue for good; past orders still lead to it. Safe to send again.',
  })
  async archiveProduct(
    @Arg('input', () => ArchiveProductInput) input: ArchiveProductInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ProductPayload> {
    return archiveProduct(context, input);
  }
}
