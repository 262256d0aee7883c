import { hasPattern, type KeyRing } from '../identity/signingKeys';
import type { Network } from '../network/Address';

/** Of the configuration, what can make production unsafe although each value is well formed. */
export interface SafetyRelevant {
  readonly GUEST_SESSION_KEYS: KeyRing;
  readonly VISIT_TOKEN_KEYS: KeyRing;
  readonly CURSOR_KEYS: KeyRing;
  readonly SIGN_IN_KEYS: KeyRing;
  readonly STEP_UP_KEYS?: KeyRing | undefined;
  readonly STATISTICS_MIN_GROUP: number;
  readonly TRUSTED_PROXIES: readonly Network[];
  readonly ACCOUNT_ANSWER_MS: number;
  readonly NOTIFICATIONS: string;
}

type Given = Readonly<Record<string, unknown>>;

const RINGS = ['GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS', 'CURSOR_KEYS', 'SIGN_IN_KEYS', 'STEP_UP_KEYS'] as const;
/** A group of one is a person. */
const SMALLEST_GROUP = 2;
/** `10.0.0.0/8` and `fc00::/7`, the widest private networks that there are; of public ones, what a single operator may have. */
const WIDEST_BITS = { private: { 4: 8, 6: 7 }, public: { 4: 12, 6: 32 } } as const;
/** Answers of the identity provider that take longer than this would tell of accounts by the time they take. */
const SHORTEST_ANSWER_MS = 250;

/** Whoever is on the way to these reads and writes what goes there. `AWS_ENDPOINT_URL…` are the SDK's own, of the services that are used. */
const ADDRESSES = [
  ...['DYNAMODB_ENDPOINT', 'DYNAMODB_STREAMS_ENDPOINT', 'COGNITO_JWKS_URI', 'REALTIME_REDIS_URL', 'OTLP_ENDPOINT'],
  ...['', '_TRACES', '_METRICS'].map((signal) => `OTEL_EXPORTER_OTLP${signal}_ENDPOINT`),
  ...[
    '',
    '_DYNAMODB',
    '_DYNAMODB_STREAMS',
    '_STS',
    '_COGNITO_IDENTITY_PROVIDER',
    '_SESV2',
    '_SNS',
    '_SECRETS_MANAGER',
  ].map((service) => `AWS_ENDPOINT_URL${service}`),
];
const READABLE: ReadonlySet<string> = new Set(['http:', 'redis:']);

/** Why production does not start with this: a sentence each, which names the variable and never the text of a secret. */
export function unsafeInProduction(environment: SafetyRelevant): string[] {
  return [
    ...sharedKeys(environment),
    ...guessableKeys(environment),
    ...tooTrusting(environment),
    ...tooLow(environment),
    ...lettersInAFolder(environment),
  ];
}

/** Who has a key of one kind could make tokens of the other. */
function sharedKeys(environment: SafetyRelevant): string[] {
  const seen = new Map<string, string>();
  const problems: string[] = [];
  for (const name of RINGS)
    for (const [index, { id }] of (environment[name] ?? []).entries()) {
      const other = seen.get(id);
      if (other !== undefined)
        problems.push(
          `${name}: expected keys that are nowhere else, in production; key ${String(index + 1)} is in ${other} as well.`,
        );
      seen.set(id, other ?? name);
    }
  return problems;
}

function guessableKeys(environment: SafetyRelevant): string[] {
  return RINGS.flatMap((name) =>
    (environment[name] ?? []).flatMap((key, index) =>
      hasPattern(key)
        ? [
            `${name}: expected keys of random bytes in production, such as \`openssl rand -base64 32 | tr +/ -_ | tr -d =\` gives; key ${String(index + 1)} has a pattern that can be guessed.`,
          ]
        : [],
    ),
  );
}

function tooTrusting({ TRUSTED_PROXIES }: SafetyRelevant): string[] {
  return TRUSTED_PROXIES.filter(isTooWide).map(
    ({ text }) =>
      `TRUSTED_PROXIES: expected networks of your own load balancers, 10.0.0.0/8 or fc00::/7 at the widest, public ones of /12 (IPv6: /32), in production; got ${JSON.stringify(text)}, where others are who could say any address.`,
  );
}

function tooLow({ STATISTICS_MIN_GROUP, ACCOUNT_ANSWER_MS }: SafetyRelevant): string[] {
  const problems: string[] = [];
  if (STATISTICS_MIN_GROUP < SMALLEST_GROUP)
    problems.push(
      `STATISTICS_MIN_GROUP: expected at least ${String(SMALLEST_GROUP)} in production, since a figure of one is somebody’s own; got ${String(STATISTICS_MIN_GROUP)}.`,
    );
  if (ACCOUNT_ANSWER_MS < SHORTEST_ANSWER_MS)
    problems.push(
      `ACCOUNT_ANSWER_MS: expected at least ${String(SHORTEST_ANSWER_MS)} in production, since quicker answers tell by their time which accounts there are; got ${String(ACCOUNT_ANSWER_MS)}.`,
    );
  return problems;
}

function lettersInAFolder({ NOTIFICATIONS }: SafetyRelevant): string[] {
  return NOTIFICATIONS === 'files'
    ? ['NOTIFICATIONS: expected off or aws in production; files keeps letters to people in a folder, and sends none.']
    : [];
}

/** Of the environment as it was given, the addresses that production does not use: a sentence each, without what else stands in the URL. */
export function unencryptedAddresses(env: Given): string[] {
  return ADDRESSES.flatMap((name) => {
    const value = env[name];
    if (typeof value !== 'string' || !URL.canParse(value)) return [];
    const { protocol, hostname, host } = new URL(value);
    if (!READABLE.has(protocol) || isLoopback(hostname)) return [];
    return [
      `${name}: expected an address that is encrypted (https:, rediss:) in production, unless it is on this machine, since whoever is on the way reads and changes what goes there; got ${protocol} to ${host}.`,
    ];
  });
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** Whether nobody owns so much: then everybody could be the load balancer. */
function isTooWide({ version, bits, isPrivate }: Network): boolean {
  return bits < WIDEST_BITS[isPrivate ? 'private' : 'public'][version];
}
