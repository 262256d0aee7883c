import { Field, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import { UserError, USER_ERRORS } from './UserError';
import { DateTimeScalar } from './scalars/dates';

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'The result of a mutation about an account. It is the same whether or not there is such an account.',
})
export class AccountPayload {
  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description:
    'The tokens of one sign-in. Whoever has them can act as this person: docs/sign-in.md says where to keep them.',
})
export class SignInTokens {
  @Field(() => String, {
    description: 'Proves who the caller is: send it with each request as `Authorization: Bearer`.',
  })
  readonly idToken!: string;

  @Field(() => String, {
    description:
      'An input of mutations in which Cognito itself takes part: to change the password, or to set up an authenticator.',
  })
  readonly accessToken!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The token for `refreshSession`, which gives new tokens. It is null if the one that was sent stays valid: keep ' +
      'that one.',
  })
  readonly refreshToken!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the ID token expires. Ask for a new one about a minute before.' })
  readonly expiresAt!: Date;
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'Proof that the caller has just shown their second factor. Some fields and mutations need it.',
})
export class StepUp {
  @Field(() => String, { description: 'The proof itself, to be sent in the header `x-step-up-token`.' })
  readonly token!: string;

  @Field(() => DateTimeScalar, { description: 'When the proof expires, some minutes after the code was accepted.' })
  readonly expiresAt!: Date;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The result of signing in: tokens, or a challenge to be answered, or errors.' })
export class SignInPayload {
  @Field(() => SignInTokens, {
    nullable: true,
    description:
      'The tokens of the new sign-in; null if there is none, for example because a `challenge` must be answered first.',
  })
  readonly tokens!: SignInTokens | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Given if the account has an authenticator: send it to `answerSignInChallenge` within three minutes, with the ' +
      'code that the authenticator shows. Otherwise it is null.',
  })
  readonly challenge!: string | null;

  @Field(() => StepUp, {
    nullable: true,
    description:
      'Proof of the second factor, after its code was accepted. It is null if no code was asked for, or if this ' +
      'platform asks for no second factors.',
  })
  readonly stepUp!: StepUp | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The guest session with which the request came, for `claimGuestOrders`; null if there was none. Its cookie is ' +
      'gone: from now on the browser is no guest.',
  })
  readonly guestSessionToken!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Send it in the header `x-device-token`, also after signing out. It tells that this person has signed in on this ' +
      'device before, so that wrong passwords of strangers do not lock them out here. It gives no access. Browsers get ' +
      'it as a cookie. It is null if nobody signed in.',
  })
  readonly deviceToken!: string | null;

  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The result of `refreshSession`: new tokens of the same sign-in, or an error.' })
export class RefreshSessionPayload {
  @Field(() => SignInTokens, { nullable: true, description: 'The new tokens; null if the sign-in has ended.' })
  readonly tokens!: SignInTokens | null;

  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'What an authenticator app needs to know. It is shown this once, and cannot be read again.',
})
export class TotpEnrolmentPayload {
  @Field(() => String, {
    nullable: true,
    description: 'The secret in Base32, to be typed into the app; null if there is an error.',
  })
  readonly secret!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The same secret as a URI that begins with `otpauth://`, to be shown as a QR code; null if there is an error.',
  })
  readonly otpauthUri!: string | null;

  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'The result of `stepUp`: a proof of the second factor, or an error.' })
export class StepUpPayload {
  @Field(() => StepUp, {
    nullable: true,
    description: 'The new proof; null if there is an error, or if this platform asks for no second factors.',
  })
  readonly stepUp!: StepUp | null;

  @Field(() => [UserError], { description: USER_ERRORS })
  readonly userErrors!: readonly UserError[];
}
