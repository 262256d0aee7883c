import type { DeviceTokens } from '../src/identity/DeviceTokens';
import type { GuestSessions } from '../src/identity/GuestSessions';
import type { IdentityTokens } from '../src/identity/IdentityTokens';
import type { SignInChallenges } from '../src/identity/SignInChallenges';
import type { SignUpMarks } from '../src/identity/SignUpMarks';
import type { StepUpTokens } from '../src/identity/StepUpTokens';
import type { UserPool } from '../src/identity/userPool/UserPool';
import type { VisitTokens } from '../src/identity/VisitTokens';
import type { ItemChanges } from '../src/loading/ItemChanges';
import type { SecondFactors } from '../src/loading/SecondFactors';
import type { Context } from '../src/response/Context';
import type { FixedTimeResponse } from './account/FixedTimeResponse';

/** How often accounts may be tried, whatever else is limited. */
export interface AccountLimits {
  /** Failed tries at one account from one address in a quarter of an hour; also on one device that has signed in to it before. */
  readonly failures: number;
  /** Messages a day to one address. */
  readonly mailsPerDay: number;
}

/** What the resolvers use beside the reader. */
export interface Services {
  readonly guestSessions: GuestSessions;
  readonly visitTokens: VisitTokens;
  /** The `Set-Cookie` values that hand a browser its guest session, and take it away. */
  readonly guestCookie: { issue(token: string, expiresAt: Date): string; clear(): string };
  readonly deviceTokens: DeviceTokens;
  /** The `Set-Cookie` value that hands a browser its device token. */
  readonly deviceCookie: { issue(token: string, expiresAt: Date): string };
  readonly signInChallenges: SignInChallenges;
  readonly signUpMarks: SignUpMarks;
  readonly secondFactors: SecondFactors;
  readonly accountLimits: AccountLimits;
  readonly identityTokens: Pick<IdentityTokens, 'verify' | 'subjectOfAccessToken'>;
  readonly userPool: UserPool;
  /** `null` where nothing asks for a second factor. */
  readonly stepUpTokens: StepUpTokens | null;
  /** When answers that must not tell of accounts are given. */
  readonly fixedTimeResponse: FixedTimeResponse;
  /** What was written, for those who follow it. */
  readonly changes: ItemChanges;
  /** How much of one product an order takes. More would tell of the stock, which is the owner's. */
  readonly maxLineQuantity: number;
  /** A statistics cell made of fewer shops or buyers is suppressed. */
  readonly statisticsMinGroup: number;
}

export type FieldgateContext = Context<Services>;
