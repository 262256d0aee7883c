import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { RotateVisitTokenInput, UpdateShopInput } from '../schema/inputs/shopInputs';
import { ShopPayload } from '../schema/payloads';
import { Role } from '../schema/roles';
import { Auth } from '../src/model/annotations';
import { rotateVisitToken, updateShop } from './catalogue/updateShop';
import type { FieldgateContext } from './Services';

@Resolver()
export class ShopMutations {
  @Auth({ always: [Role.SHOP_OWNER] })
  @Mutation(() => ShopPayload, { nullable: true, description: 'Changes what is sent of a shop.' })
  async updateShop(
    @Arg('input', () => UpdateShopInput) input: UpdateShopInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ShopPayload> {
    return updateShop(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER], mfa: true })
  @Mutation(() => ShopPayload, {
    nullable: true,
    description:
      'Makes every visit token that was given out so far worthless, at once; `visitToken` is then a new one.',
  })
  async rotateVisitToken(
    @Arg('input', () => RotateVisitTokenInput) input: RotateVisitTokenInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ShopPayload> {
    return rotateVisitToken(context, input);
  }
}
