import type { GuestSessions } from '../src/identity/GuestSessions';
import type { VisitTokens } from '../src/identity/VisitTokens';
import type { Context } from '../src/response/Context';

/** What the resolvers use beside the reader. */
export interface Services {
  readonly guestSessions: GuestSessions;
  readonly visitTokens: VisitTokens;
  /** The `Set-Cookie` value that hands a browser its guest session. */
  readonly guestCookie: (token: string, expiresAt: Date) => string;
  /** A statistics cell made of fewer shops or buyers is suppressed. */
  readonly statisticsMinGroup: number;
}

export type FieldgateContext = Context<Services>;
