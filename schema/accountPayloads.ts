import { Field, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import { UserError } from './UserError';
import { DateTimeScalar } from './scalars/dates';

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'Done as asked where `userErrors` is empty. Says the same whether there is such an account or not.',
})
export class AccountPayload {
  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'What proves a sign-in. Whoever has these is the person: keep them as docs/sign-in.md says.',
})
export class SignInTokens {
  @Field(() => String, { description: 'For `Authorization: Bearer`.' })
  readonly idToken!: string;

  @Field(() => String, {
    description: 'For what Cognito itself wants to see: changing the password, setting up an authenticator.',
  })
  readonly accessToken!: string;

  @Field(() => String, { nullable: true, description: '`null` where the one that was sent goes on being good.' })
  readonly refreshToken!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the ID token ends; refresh before.' })
  readonly expiresAt!: Date;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Proof that the second factor was proved a moment ago, for the header `x-step-up-token`.' })
export class StepUp {
  @Field(() => String)
  readonly token!: string;

  @Field(() => DateTimeScalar)
  readonly expiresAt!: Date;
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Tokens, or what is asked for next, or why neither.' })
export class SignInPayload {
  @Field(() => SignInTokens, { nullable: true })
  readonly tokens!: SignInTokens | null;

  @Field(() => String, {
    nullable: true,
    description:
      'There where a code of the authenticator is asked for: for answerSignInChallenge, within three minutes.',
  })
  readonly challenge!: string | null;

  @Field(() => StepUp, {
    nullable: true,
    description: 'There after a code was answered, where this deployment asks for second factors.',
  })
  readonly stepUp!: StepUp | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The guest session that the request came with, for claimGuestOrders. Its cookie is gone: who is a guest here again is a new one.',
  })
  readonly guestSessionToken!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Tells, in the header `x-device-token`, that this person has signed in on this device before. It opens nothing: wrong passwords and codes of strangers do not count against this device. Keep it when signing out. Browsers have it as a cookie.',
  })
  readonly deviceToken!: string | null;

  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Fresh tokens of the same sign-in.' })
export class RefreshSessionPayload {
  @Field(() => SignInTokens, { nullable: true })
  readonly tokens!: SignInTokens | null;

  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'What an authenticator app needs. Shown once, and only now.' })
export class TotpEnrolmentPayload {
  @Field(() => String, { nullable: true, description: 'Base32, to type in.' })
  readonly secret!: string | null;

  @Field(() => String, { nullable: true, description: 'The same as `otpauth://` URI, for a QR code.' })
  readonly otpauthUri!: string | null;

  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'What proves the second factor from now on, where `userErrors` is empty.' })
export class StepUpPayload {
  @Field(() => StepUp, {
    nullable: true,
    description: '`null`, too, where this deployment asks for no second factors.',
  })
  readonly stepUp!: StepUp | null;

  @Field(() => [UserError])
  readonly userErrors!: readonly UserError[];
}
