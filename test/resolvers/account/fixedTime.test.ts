import { answerSignInChallenge } from '../../../resolvers/account/answerSignInChallenge';
import { confirmForgotPassword } from '../../../resolvers/account/confirmForgotPassword';
import { confirmSignUp } from '../../../resolvers/account/confirmSignUp';
import { forgotPassword } from '../../../resolvers/account/forgotPassword';
import { resendConfirmationCode } from '../../../resolvers/account/resendConfirmationCode';
import { signIn } from '../../../resolvers/account/signIn';
import { signUp } from '../../../resolvers/account/signUp';
import {
  ConfirmForgotPasswordInput,
  ConfirmSignUpInput,
  ForgotPasswordInput,
  ResendConfirmationCodeInput,
  SignUpInput,
} from '../../../schema/inputs/accountInputs';
import { AnswerSignInChallengeInput, SignInInput } from '../../../schema/inputs/signInInputs';
import type { FieldgateContext } from '../../../resolvers/Services';
import { UserPoolRefusal, UserPoolUnavailableError } from '../../../src/identity/userPool/refusals';

/*
 * Whatever is asked of Cognito for somebody who is not signed in is asked in fixed time: how long it takes, which may tell of an account,
 * does not show. (That the time is fixed is its own test.)
 */
const email = 'ada@example.com';
const [password, newPassword, code] = ['Correct-horse-7', 'Another-password-9', '123456'];

const input = <T extends object>(type: new () => T, fields: Partial<T>): T => Object.assign(new type(), fields);

const FLOWS: Readonly<Record<string, (context: FieldgateContext) => Promise<unknown>>> = {
  signUp: async (context) => signUp(context, input(SignUpInput, { email })),
  confirmSignUp: async (context) =>
    confirmSignUp(context, input(ConfirmSignUpInput, { email, code, password: newPassword })),
  resendConfirmationCode: async (context) =>
    resendConfirmationCode(context, input(ResendConfirmationCodeInput, { email })),
  forgotPassword: async (context) => forgotPassword(context, input(ForgotPasswordInput, { email })),
  confirmForgotPassword: async (context) =>
    confirmForgotPassword(context, input(ConfirmForgotPasswordInput, { email, code, newPassword })),
  signIn: async (context) => signIn(context, input(SignInInput, { email, password })),
  answerSignInChallenge: async (context) =>
    answerSignInChallenge(context, input(AnswerSignInChallengeInput, { challenge: 'eA.session', code })),
};

const OUTCOMES: Readonly<Record<string, () => Promise<unknown>>> = {
  'is done': async () => Promise.resolve({ kind: 'not supported' }),
  'is refused': async () => Promise.reject(new UserPoolRefusal('credentials not accepted')),
  'is limited': async () => Promise.reject(new UserPoolRefusal('too many attempts')),
  'is away': async () => Promise.reject(new UserPoolUnavailableError()),
};

/** A context whose user pool takes down where it was asked. */
function contextWhere(poolAnswers: () => Promise<unknown>) {
  const asked = { within: 0, outside: 0, counted: 0, kept: 0 };
  let isWithin = false;
  const fixedTimeResponse = {
    keep: async (work: () => Promise<unknown>) => {
      asked.kept += 1;
      isWithin = true;
      return work().finally(() => (isWithin = false));
    },
  };
  const userPool = new Proxy(
    {},
    {
      get: () => async () => {
        asked[isWithin ? 'within' : 'outside'] += 1;
        return poolAnswers();
      },
    },
  );
  const attempts = {
    take: async () => {
      // Counted before the user pool is asked, so that whoever is turned away is turned away at once, account or not.
      asked.counted += asked.within + asked.outside === 0 ? 1 : 0;
      return Promise.resolve({ giveBack: async () => Promise.resolve() });
    },
  };
  const services = {
    fixedTimeResponse,
    userPool,
    accountLimits: { failures: 5, mailsPerDay: 10 },
    signInChallenges: { open: async (challenge: string) => Promise.resolve({ challenge, serial: 0 }) },
    secondFactors: {
      serialOf: async () => Promise.resolve(0),
      takeTry: async () => Promise.resolve(true),
      giveTryBack: async () => Promise.resolve(),
      succeeded: async () => Promise.resolve(),
    },
    stepUpTokens: null,
    signUpMarks: { isOurs: async () => Promise.resolve(true), issue: async () => Promise.resolve('mark') },
  };
  const callerFacts = { caller: { guestSession: null, device: null } };
  const context = { services, attempts, callerFacts, report: () => undefined };
  return { context: context as unknown as FieldgateContext, asked };
}

const cases = Object.keys(FLOWS).flatMap((flow) => Object.keys(OUTCOMES).map((outcome) => [flow, outcome] as const));

test.each(cases)('%s, where it %s', async (flow, outcome) => {
  const { context, asked } = contextWhere(OUTCOMES[outcome]!);
  await FLOWS[flow]!(context).catch(() => undefined);
  expect(asked).toMatchObject({ outside: 0, counted: 1, kept: 1 });
  expect(asked.within).toBeGreaterThan(0);
});
