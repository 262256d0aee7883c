import type { DeniedField } from './RequestRecord';

/** What a field of a log line may hold; `undefined` for anything else, which is then left out. */
type Guard = (value: unknown) => unknown;

const text =
  (pattern: RegExp): Guard =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

const listOf =
  (guard: Guard, atMost: number): Guard =>
  (value) =>
    Array.isArray(value)
      ? value
          .slice(0, atMost)
          .map(guard)
          .filter((each) => each !== undefined)
      : undefined;

const count: Guard = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const word = text(/^[\w-]{1,64}$/);
const coordinate = text(/^\w{1,128}\.\w{1,128}$/);
/** A rule in words is ours: words of moderate length with a space between any two, so neither an address nor a token. */
const wording = text(/^(?=.{1,300}$)[\w'’()-]{1,40}[,.;:]?(?: [\w'’()-]{1,40}[,.;:]?)*$/);

const denial: Guard = (value) => {
  const { coordinate: denied, requires } = (value ?? {}) as Partial<DeniedField>;
  return { coordinate: coordinate(denied), requires: wording(requires) };
};

const cost: Guard = (value) => {
  const { requested, actual } = (value ?? {}) as { requested?: unknown; actual?: unknown };
  return count(requested) === undefined ? undefined : { requested, actual: count(actual) };
};

/** A GraphQL name, bounded: the client chooses it. */
const NAME = /^[_A-Za-z][_0-9A-Za-z]{0,63}$/;
const operationName: Guard = (value) => loggedOperationName(value as string | null) ?? undefined;

/** The name of an operation, as far as it may be told: whoever asks chooses it. `null` where there is none. */
export function loggedOperationName(name: string | null): string | null {
  if (name === null || name === '') return null;
  return NAME.test(name) ? name : '(withheld)';
}

/** Every field that a log line may have, by name. Nothing else gets into a line, and nothing of another form. */
const GUARDS: Readonly<Record<string, Guard>> = {
  event: word,
  requestId: word,

  // of a request
  method: text(/^[A-Z]{1,16}$/),
  route: text(/^\/[\w/:*-]{0,63}$/),
  operationName,
  operationType: word,
  roles: listOf(word, 20),
  caller: text(/^[0-9a-f]{12}$/),
  outcome: word,
  status: count,
  codes: listOf(word, 20),
  denied: listOf(denial, 50),
  deniedCount: count,
  storeCalls: count,
  storeAttempts: count,
  readUnits: count,
  writeUnits: count,
  cost,
  latencyMs: count,

  // of a security event
  kind: word,
  network: text(/^[0-9a-f.:]{3,40}\/(24|48)$/),
  count,

  // of a failure
  coordinate,
  list: word,
  item: text(/^[0-9a-f]{16}$/),
  fault: word,
  code: word,
  causes: listOf(word, 5),
  at: listOf(text(/^[\w$.<>()[\]/@:+ -]{1,240}$/), 8),

  // of whoever follows changes
  reader: word,
  lagSeconds: count,

  // of a side system
  system: word,

  // of the process
  /** Their places in CORS_ORIGINS. */
  origins: listOf(count, 20),
  version: text(/^\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[a-z0-9.]{1,20})?$/),
  mode: word,
  listensAt: text(/^http:\/\/[\w.:[\]-]{1,253}:\d{1,5}\/graphql$/),
  variable: word,
  meant: word,
  signal: word,
  seconds: count,
  milliseconds: count,
  exitCode: count,
};

const BY_NAME: ReadonlyMap<string, Guard> = new Map(Object.entries(GUARDS));

/** The names above, for those who read lines back. */
export const LOGGED_FIELDS: readonly string[] = [...BY_NAME.keys()];

/** Of what somebody wants to log, the fields that may be logged. */
export function loggedFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const allowed: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name] === undefined ? undefined : BY_NAME.get(name)?.(fields[name]);
    if (value !== undefined) allowed[name] = value;
  }
  return allowed;
}
