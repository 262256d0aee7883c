/** A guest's session: proof that the same visitor comes back, and nothing about who they are. */
export interface GuestSession {
  readonly id: string;
  /** When it was started; renewing it does not change that. */
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

/**
 * A visit as the token claims it: signature, audience and expiry are verified; whether `serial` is still the tenant's
 * current one only the table can say.
 */
export interface VisitClaim {
  readonly tenant: string;
  readonly serial: number;
}

/** A device on which somebody has signed in before, as its token claims it; verified. */
export interface DeviceClaim {
  readonly id: string;
  readonly subject: string;
  readonly accountDigest: string;
}

/** Who is calling, as far as credentials prove it. Nothing here comes from a body, a claim a user can write, or the origin. */
export interface Caller {
  /** Roles in the order of the access configuration; empty for a signed-in person in none of the known groups. */
  readonly roles: readonly string[];
  /** The `sub` of a verified identity token; `null` for guests. */
  readonly subject: string | null;
  /** The verified e-mail address of the identity token, where it carries one. */
  readonly email: string | null;
  /** The sign-in that the identity token descends from, the same after each refresh; `null` for guests. */
  readonly signIn: string | null;
  /** Whether a second factor is proved for this very sign-in, or none is asked for by this deployment. */
  readonly hasSecondFactor: boolean;
  readonly guestSession: GuestSession | null;
  readonly visit: VisitClaim | null;
  /** `null` where none is known. It grants nothing: failed tries are counted by it. */
  readonly device: DeviceClaim | null;
}
