import { distance } from 'fastest-levenshtein';
import { VARIABLES } from './variables';

type Given = Readonly<Record<string, string | undefined>>;

/** A variable of the environment that is none of ours, and the one of ours that it is nearly. */
export interface MisspeltVariable {
  readonly name: string;
  readonly meant: string;
}

/** What the tools around the server read: `FIELDGATE_TEST_ENGINE`, `FIELDGATE_DEBUG`. */
const OF_TOOLS = /^FIELDGATE_(?:DEBUG|FOLDER|QUIET|(?:TEST|MUTATION|TRAFFIC)_\w+)$/;
/** Variables of others, whatever they are near to; with those that Kubernetes and Docker make of the names of services. */
const OF_OTHERS = /^(?:NODE|NPM|OTEL|XDG|LC|GIT|SSH|DOCKER|KUBERNETES)_|^npm_|_SERVICE_(?:HOST|PORT)|_PORT_\d+_/;
const OF_A_SERVICE = /^(?:tcp|udp):\/\//;
/** What people put before the others as well. */
const PREFIX = 'FIELDGATE_';
const NEVER = Number.POSITIVE_INFINITY;

/**
 * The variables that look like one of ours and are not, so that what they say counts for nothing. Others may have names that are near to ours:
 * it is to be told, and is no reason to stop.
 */
export function misspeltVariables(env: Given, known: readonly string[] = Object.keys(VARIABLES)): MisspeltVariable[] {
  const ours = new Set(known);
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (ours.has(name) || OF_TOOLS.test(name) || OF_OTHERS.test(name) || OF_A_SERVICE.test(value)) return [];
    const meant = nearest(name, known);
    return meant === null ? [] : [{ name, meant }];
  });
}

export function misspeltSentence({ name, meant }: MisspeltVariable): string {
  return `The variable ${name} is not known here, so it does nothing. Did you mean ${meant}?`;
}

function nearest(name: string, known: readonly string[]): string | null {
  const [best] = known
    .map((each) => ({ each, slips: slipsBetween(name, each) }))
    .filter(({ slips }) => slips !== NEVER)
    .sort((one, other) => one.slips - other.slips);
  return best?.each ?? null;
}

function slipsBetween(name: string, known: string): number {
  const words = wordsOf(known.startsWith(PREFIX) ? name : name.replace(PREFIX, ''));
  const expected = known.split('_');
  if (words.join('') === expected.join('')) return expected.length > 1 || name === name.toUpperCase() ? 0 : NEVER;
  // In other letters than ours only what is ours but for these.
  if (name !== name.toUpperCase()) return NEVER;
  if (words.length !== expected.length) return lacksOneWord(words, expected) ? 1 : wholeSlips(words, expected);
  const slips = expected.map((word, index) => wordSlips(words[index] ?? '', word));
  const sum = slips.reduce((total, each) => total + each, 0);
  return sum <= 2 ? sum : NEVER;
}

/** `tableName` and `table_name` are the words of `TABLE_NAME`. */
function wordsOf(name: string): string[] {
  const parted = name === name.toUpperCase() ? name : name.replace(/(?<=[a-z])(?=[A-Z])/g, '_');
  return parted.toUpperCase().split(/[_-]/);
}

/** Of short words there are many that are one letter apart: `SNS_ENDPOINT` is nobody's slip. */
function wordSlips(word: string, expected: string): number {
  const slips = isSwap(word, expected) ? 1 : distance(word, expected);
  const allowed = expected.length <= 3 ? 0 : expected.length === 4 ? 1 : 2;
  return slips <= allowed || (slips === 1 && isSwap(word, expected)) ? slips : NEVER;
}

/** Where an underscore was forgotten or added as well. */
function wholeSlips(words: readonly string[], expected: readonly string[]): number {
  const slips = distance(words.join(''), expected.join(''));
  return expected.length > 1 && slips === 1 ? slips : NEVER;
}

/** `KEEP_ALIVE_TIMEOUT` without its unit, `COGNITO_POOL_ID`: the first word is there, and one of the others is not. */
function lacksOneWord(words: readonly string[], expected: readonly string[]): boolean {
  if (words.length < 2 || words.length !== expected.length - 1 || words[0] !== expected[0]) return false;
  return expected.some((_, index) => index > 0 && expected.toSpliced(index, 1).join() === words.join());
}

/** Two letters that changed places. */
function isSwap(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
}
