import { Field, InputType } from 'type-graphql';
import { Auth } from '../../src/model/annotations';
import { SIGNED_IN } from '../roles';
import { ACCESS_TOKEN, IsCode, IsPassword, IsToken, TOTP } from './accountForms';

@Auth({ always: SIGNED_IN })
@InputType({ description: 'Proof of who sets up an authenticator.' })
export class StartTotpEnrolmentInput {
  @IsToken()
  @Field(() => String, { description: ACCESS_TOKEN })
  readonly accessToken!: string;
}

@Auth({ always: SIGNED_IN })
@InputType({ description: 'The first code of a new authenticator.' })
export class ConfirmTotpEnrolmentInput {
  @IsToken()
  @Field(() => String, { description: ACCESS_TOKEN })
  readonly accessToken!: string;

  @IsCode()
  @Field(() => String, { description: TOTP })
  readonly code!: string;
}

@Auth({ always: SIGNED_IN })
@InputType({
  description:
    'The password and a code of the authenticator. Both are needed, so that somebody with stolen tokens cannot do ' +
    'this.',
})
export class StepUpInput {
  @IsPassword()
  @Field(() => String, { description: 'The password that the caller has now.' })
  readonly password!: string;

  @IsCode()
  @Field(() => String, { description: TOTP })
  readonly code!: string;
}
