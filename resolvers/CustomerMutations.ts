import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import {
  ClaimGuestOrdersInput,
  EraseMyDataInput,
  ExportMyDataInput,
  RegisterCustomerInput,
  UpdateProfileInput,
} from '../schema/inputs/customerInputs';
import { ClaimGuestOrdersPayload, CustomerPayload, EraseMyDataPayload, ExportMyDataPayload } from '../schema/payloads';
import { Role } from '../schema/roles';
import { Auth } from '../src/model/annotations';
import { claimGuestOrders } from './customers/claimGuestOrders';
import { eraseMyData } from './customers/eraseMyData';
import { exportMyData } from './customers/exportMyData';
import { registerCustomer } from './customers/registerCustomer';
import { updateProfile } from './customers/updateProfile';
import type { FieldgateContext } from './Services';

@Resolver()
export class CustomerMutations {
  @Auth({ always: [Role.CUSTOMER] })
  @Mutation(() => CustomerPayload, {
    nullable: true,
    description: 'Makes the caller’s profile; asking again answers the one that is there, unchanged.',
  })
  async registerCustomer(
    @Arg('input', () => RegisterCustomerInput) input: RegisterCustomerInput,
    @Ctx() context: FieldgateContext,
  ): Promise<CustomerPayload> {
    return registerCustomer(context, input);
  }

  @Auth({ always: [Role.CUSTOMER] })
  @Mutation(() => CustomerPayload, { nullable: true, description: 'Changes what is in the input.' })
  async updateProfile(
    @Arg('input', () => UpdateProfileInput) input: UpdateProfileInput,
    @Ctx() context: FieldgateContext,
  ): Promise<CustomerPayload> {
    return updateProfile(context, input);
  }

  @Auth({ always: [Role.CUSTOMER] })
  @Mutation(() => ClaimGuestOrdersPayload, {
    nullable: true,
    description: 'Makes the orders of a guest session the caller’s. Call it again while it is not `complete`.',
  })
  async claimGuestOrders(
    @Arg('input', () => ClaimGuestOrdersInput) input: ClaimGuestOrdersInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ClaimGuestOrdersPayload> {
    return claimGuestOrders(context, input);
  }

  @Auth({ always: [Role.CUSTOMER] })
  @Mutation(() => ExportMyDataPayload, {
    nullable: true,
    description: 'A page of all that is kept about the caller and that they may see; `after` brings the next one.',
  })
  async exportMyData(
    @Arg('input', () => ExportMyDataInput, { nullable: true }) input: ExportMyDataInput | null,
    @Ctx() context: FieldgateContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<ExportMyDataPayload> {
    return exportMyData(context, input ?? {}, schema);
  }

  @Auth({ always: [Role.CUSTOMER], mfa: true })
  @Mutation(() => EraseMyDataPayload, {
    nullable: true,
    description:
      'Takes the caller’s personal data out of their profile and orders, and what others wrote about them there; `kept` says what stays. Call it ' +
      'again while it is not `complete`. From the first call on, the caller can neither order nor claim orders until they register again.',
  })
  async eraseMyData(
    @Arg('input', () => EraseMyDataInput) _input: EraseMyDataInput,
    @Ctx() context: FieldgateContext,
  ): Promise<EraseMyDataPayload> {
    return eraseMyData(context);
  }
}
