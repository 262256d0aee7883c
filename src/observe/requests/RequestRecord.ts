import type { CallObserver } from '../../storage/calls/observeCalls';

/** What became of a request, in one word for whoever reads logs. */
export type Outcome =
  /** Answered, and nothing was kept back. */
  | 'ok'
  /** Answered, but for fields that the caller may not see; or refused because of them (`x-on-denied: reject`). */
  | 'denied'
  /** The request was at fault: credentials, form, limits, an argument, a lost race. */
  | 'refused'
  /** Too many requests of this caller or address. */
  | 'throttled'
  /** We were at fault, or the store was. */
  | 'failed'
  /** The client went away before it had its answer. */
  | 'aborted';

/** Something that whoever watches over the API should hear of, beside the line of the request. */
export const SECURITY_EVENTS = [
  /** A credential that its issuer did not make: told apart from one that has merely expired. */
  'forged_token',
  /** The same of a visit token; many of them are guessing. */
  'forged_visit_token',
  /** A cursor that this list did not give to this caller. */
  'forged_cursor',
  /** A page of a foreign origin sent a request with a cookie, or could have. */
  'cross_site_request',
  'rate_limited',
  /** One caller met many denied fields within a minute. */
  'repeated_denials',
] as const;

export type SecurityEventKind = (typeof SECURITY_EVENTS)[number];

/** A schema coordinate that was denied, and what its rule asks for, in words. */
export interface DeniedField {
  readonly coordinate: string;
  readonly requires: string;
}

/** What a subscription does beside requests: its connection is opened, it begins, it tells of an event. */
export type Step = 'CONNECT' | 'SUBSCRIBE' | 'EVENT';

/**
 * What is known of one HTTP request when it ends: each stage fills in what it learns, the log line and the metrics are made
 * of it. Nothing in it comes from a value of a caller's document, variables or headers, but for the operation's name.
 */
export class RequestRecord {
  /** On the clock of `performance.now()`, milliseconds. */
  readonly startedAt = performance.now();
  roles: readonly string[] = [];
  /** A pseudonym of who asks (see `pseudonymOf`), never an id; `null` until known, and for visitors without a session. */
  caller: string | null = null;
  operationName: string | null = null;
  operationType: string | null = null;
  /** The operation's name where it is one of a trusted document: of those there are few, and they are ours. Known where telemetry is on. */
  trustedName: string | null = null;
  /** When the operation was taken up, and when its answer was ready, on the same clock; `null` without one. Known where telemetry is on. */
  operation: { readonly startedAt: number; readonly endedAt: number | null } | null = null;
  /** The error codes that the answer carries. */
  readonly codes = new Set<string>();
  denied: readonly DeniedField[] = [];
  /** In cost points; `null` where the operation was never priced. */
  cost: { readonly requested: number; readonly actual: number } | null = null;
  /** Calls to the store, HTTP attempts that they took, capacity units that they consumed. */
  readonly store = { calls: 0, attempts: 0, readUnits: 0, writeUnits: 0 };
  /** Hears of each of these calls as well; `null` unless the answer is to be explained. */
  onStoreCall: CallObserver | null = null;
  /** Stages add what they saw; each kind is logged as an event of its own when the request ends. */
  readonly security = new Set<SecurityEventKind>();
  /** The network that the request came from (see `Address.logged`); stands in security events only. */
  network: string | null = null;
  /** The HTTP status; 0 until answered. */
  status = 0;
  /** Set only by a stage that knows better than status and codes tell. */
  outcome: Outcome | null = null;

  constructor(
    readonly requestId: string,
    readonly method = 'GET',
    /** The pattern of the route (`/graphql`), never the URL that came; `null` where none matches. */
    readonly route: string | null = null,
    /** `null` for an HTTP request; for anything else, its name stands in `method`, too. */
    readonly step: Step | null = null,
  ) {}
}

const PROBES: ReadonlySet<string | null> = new Set(['/livez', '/healthz', '/readyz']);

/** Whether it is a load balancer that asks, several times a minute, whether we are well. */
export function isProbe({ route }: RequestRecord): boolean {
  return PROBES.has(route);
}
