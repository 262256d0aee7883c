import { LOGGED_FIELDS } from '../../src/observe/requests/loggedFields';
import { MESSAGES, WITHHELD } from '../../src/observe/messages';
import { SUBJECTS } from './world';

/** A law that holds for every line of a log, whoever asked for what. */
export type LogLaw =
  | 'one-event-one-line'
  | 'json'
  | 'known-fields-only'
  | 'known-messages-only'
  | 'no-token'
  | 'no-email'
  | 'no-phone'
  | 'no-host'
  | 'no-canary'
  | 'no-secret';

export interface LogViolation {
  readonly law: LogLaw;
  /** The position of the line. */
  readonly position: number;
  /** What was found; a piece of the line, since a test's data is no secret. */
  readonly detail: string;
}

export interface LogAuditOptions {
  /** Texts that were sent and may not be written: tokens, cookies, keys, values of variables, the table's name. */
  readonly secrets?: Iterable<string>;
}

const OF_PINO = ['level', 'time', 'msg'];
const FIELDS = new Set([...LOGGED_FIELDS, ...OF_PINO]);
const SENTENCES = new Set<unknown>([...MESSAGES, WITHHELD]);

/** Words that the test data is made of (`world.ts`), none of which belongs into a log. */
const CANARIES = ['hidden-', 'canary-', 'name of ', 'street of ', 'city of ', 'postal ', ...Object.values(SUBJECTS)];

const PATTERNS: readonly (readonly [LogLaw, RegExp])[] = [
  ['no-token', /[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,}|eyJ[\w-]{8,}|fieldgate_guest|bearer /i],
  ['no-email', /[\w.+-]+@[\w-]+\.\w+/],
  ['no-phone', /\+\d{6,}/],
  ['no-host', /arn:|https?:\/\/|127\.0\.0\.1|localhost|amazonaws/],
];

/** Where a server listens stands in its first line, and nowhere else. */
const LISTENS = /"listensAt":"http:[^"]+",(?="msg":"the server listens")/;

/** Judges every line of a log. The network prefix of a security event is all of an address that may stand there. */
export function auditLog(written: readonly string[], { secrets = [] }: LogAuditOptions = {}): LogViolation[] {
  const all = written.map(wholeOf).join('\n');
  // Nearly always none: one look at the whole log is quicker than one at each of its lines.
  const words = [...CANARIES.map((word) => ['no-canary', word] as const), ...[...secrets].map(asSecret)].filter(
    ([, word]) => all.includes(word),
  );
  return written.flatMap((text, position) =>
    [...formOf(text), ...contentOf(text, words)].map(({ law, detail }) => ({ law, position, detail })),
  );
}

type Finding = Omit<LogViolation, 'position'>;

const asSecret = (secret: string) => ['no-secret', secret] as const;

function formOf(text: string): Finding[] {
  const isOneLine = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*\n$/.test(text);
  const line = parse(text);
  if (!line) return [{ law: 'json', detail: text.slice(0, 80) }];
  return [
    ...(isOneLine ? [] : [{ law: 'one-event-one-line', detail: text.slice(0, 80) } as const]),
    ...Object.keys(line)
      .filter((name) => !FIELDS.has(name))
      .map((detail) => ({ law: 'known-fields-only', detail }) as const),
    ...(SENTENCES.has(line.msg) ? [] : [{ law: 'known-messages-only', detail: String(line.msg) } as const]),
  ];
}

function contentOf(text: string, words: readonly (readonly [LogLaw, string])[]): Finding[] {
  const whole = wholeOf(text.replace(LISTENS, ''));
  return [
    ...PATTERNS.flatMap(([law, pattern]) => (pattern.exec(whole) ?? []).slice(0, 1).map((detail) => ({ law, detail }))),
    ...words.filter(([, word]) => whole.includes(word)).map(([law, detail]) => ({ law, detail })),
  ];
}

/** The bytes, and what they mean: JSON may escape any letter. */
function wholeOf(text: string): string {
  return text + valuesOf(parse(text)).join('\n');
}

function valuesOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flat().flatMap(valuesOf);
  return typeof value === 'string' ? [value] : [];
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
