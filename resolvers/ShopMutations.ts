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
  @Mutation(() => ShopPayload, {
    nullable: true,
    description:
      'Changes the caller’s own shop: only the fields that are sent.\n\n' +
      'It is safe to send this again.\n\n' +
      'User errors: none. Errors: `NOT_FOUND` if the caller has no such shop; `CONFLICT` if `version` is not the ' +
      'current one.',
  })
  async updateShop(
    @Arg('input', () => UpdateShopInput, { description: 'What to change in the shop.' }) input: UpdateShopInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ShopPayload> {
    return updateShop(context, input);
  }

  @Auth({ always: [Role.SHOP_OWNER], mfa: true })
  @Mutation(() => ShopPayload, {
    nullable: true,
    description:
      'Replaces the visit token of the caller’s own shop: all tokens that were given out before are worthless at once. ' +
      'Show the new one at the door.\n\n' +
      'Each call makes another token.\n\n' +
      'User errors: none. Errors: `NOT_FOUND` if the caller has no such shop; `FORBIDDEN` without a second factor, if ' +
      'the platform requires one.',
  })
  async rotateVisitToken(
    @Arg('input', () => RotateVisitTokenInput, { description: 'The shop that gets a new visit token.' })
    input: RotateVisitTokenInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ShopPayload> {
    return rotateVisitToken(context, input);
  }
}
