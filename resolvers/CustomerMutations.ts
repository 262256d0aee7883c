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
    description:
      'Creates the profile of the caller.\n\n' +
      'It is safe to send this again: if there is a profile already, it is returned as it is, and the input is not ' +
      'used.\n\n' +
      'User errors: `EMAIL_NOT_VERIFIED`, `ERASURE_NOT_COMPLETE`.',
  })
  async registerCustomer(
    @Arg('input', () => RegisterCustomerInput, { description: 'The profile of the new customer.' })
    input: RegisterCustomerInput,
    @Ctx() context: FieldgateContext,
  ): Promise<CustomerPayload> {
    return registerCustomer(context, input);
  }

  @Auth({ always: [Role.CUSTOMER] })
  @Mutation(() => CustomerPayload, {
    nullable: true,
    description:
      'Changes the profile of the caller: only the fields that are sent.\n\n' +
      'It is safe to send this again.\n\n' +
      'User errors: none. Errors: `NOT_FOUND` if the caller is not registered; `CONFLICT` if `version` is not the ' +
      'current one.',
  })
  async updateProfile(
    @Arg('input', () => UpdateProfileInput, { description: 'What to change in the profile.' })
    input: UpdateProfileInput,
    @Ctx() context: FieldgateContext,
  ): Promise<CustomerPayload> {
    return updateProfile(context, input);
  }

  @Auth({ always: [Role.CUSTOMER] })
  @Mutation(() => ClaimGuestOrdersPayload, {
    nullable: true,
    description:
      'Makes the orders of a guest session the caller’s own: for somebody who ordered as a guest and has signed in ' +
      'since. Call it again as long as `complete` is false.\n\n' +
      'It is safe to send this again: orders that are claimed already stay as they are.\n\n' +
      'User errors: `DATA_ERASED`. Errors: `BAD_USER_INPUT` if the token is not valid or has expired; `RATE_LIMITED` ' +
      'after too many wrong tokens.',
  })
  async claimGuestOrders(
    @Arg('input', () => ClaimGuestOrdersInput, { description: 'The token of the guest session.' })
    input: ClaimGuestOrdersInput,
    @Ctx() context: FieldgateContext,
  ): Promise<ClaimGuestOrdersPayload> {
    return claimGuestOrders(context, input);
  }

  @Auth({ always: [Role.CUSTOMER] })
  @Mutation(() => ExportMyDataPayload, {
    nullable: true,
    description:
      'Returns one page of everything that is stored about the caller and that they may see. It changes nothing. Send ' +
      '`after` to get the next page.\n\n' +
      'User errors: none. Errors: `BAD_USER_INPUT` if `after` is not a cursor of this list.',
  })
  async exportMyData(
    @Arg('input', () => ExportMyDataInput, {
      nullable: true,
      description: 'Which page to return; leave it out for the first one.',
    })
    input: ExportMyDataInput | null,
    @Ctx() context: FieldgateContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<ExportMyDataPayload> {
    return exportMyData(context, input ?? {}, schema);
  }

  @Auth({ always: [Role.CUSTOMER], mfa: true })
  @Mutation(() => EraseMyDataPayload, {
    nullable: true,
    description:
      'Erases the personal data of the caller: their profile, and in their orders the name, the phone number and all ' +
      'notes, also those of the shops. `kept` says what stays. This cannot be undone. Call it again as long as ' +
      '`complete` is false.\n\n' +
      'From the first call on, the caller can neither order nor claim orders until they register again. It is safe to ' +
      'send this again.\n\n' +
      'User errors: none. Errors: `FORBIDDEN` without a second factor, if the platform requires one.',
  })
  async eraseMyData(
    @Arg('input', () => EraseMyDataInput, { description: 'The confirmation of the caller.' }) _input: EraseMyDataInput,
    @Ctx() context: FieldgateContext,
  ): Promise<EraseMyDataPayload> {
    return eraseMyData(context);
  }
}
