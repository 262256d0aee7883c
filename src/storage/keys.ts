import { hash } from 'node:crypto';
import { getOrInsert } from '../maps/getOrInsert';
import { isWithinText, keyText, keyValue, TEXT_PATTERN } from './keyValues';

/** The primary key of an item in the single table. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The values that fill a key template, by placeholder name, as they are: `fill` writes them as texts of a key, `match` reads them back. */
export type KeyParams = Readonly<Record<string, string>>;

/** A key with `{placeholders}`, such as `TENANT#{tenantId}`. */
export interface KeyTemplate {
  readonly pk: string;
  readonly sk: string;
}

const PLACEHOLDER = /\{(\w+)\}/g;
/** DynamoDB's limits. */
const MAX_BYTES = { pk: 2048, sk: 1024 } as const;

/** Whether two fillings could make one text: nothing that no text of a value contains stands between two placeholders. */
export function isAmbiguous(template: string): boolean {
  const between = partsOf(template).slice(1, -1);
  return between.some((part, index) => index % 2 === 1 && isWithinText(part));
}

/** Whether it is a string with placeholders that have names, and nothing else in braces. */
export function isTemplate(template: string): boolean {
  return template !== '' && !/[{}*?]/.test(template.replaceAll(PLACEHOLDER, '')) && !template.includes('{__proto__}');
}

/** Whether there is a key that both templates could name. */
export function canBeOneKey(one: KeyTemplate, other: KeyTemplate): boolean {
  return canBeOneText(one.pk, other.pk) && canBeOneText(one.sk, other.sk);
}

/** A character of a literal, or any that the text of a value may contain, once or as often as one likes. */
type Token = string | typeof ONE | typeof MANY;
const ONE: unique symbol = Symbol('one character of a value');
const MANY: unique symbol = Symbol('any number of characters of a value');

function canBeOneText(one: string, other: string): boolean {
  const [left, right] = [tokensOf(one), tokensOf(other)];
  const reached = new Set<string>();
  const open: [number, number][] = [[0, 0]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [i, j] = pair;
    if (reached.has(pair.join())) continue;
    reached.add(pair.join());
    const here = left[i];
    const there = right[j];
    if (here === undefined && there === undefined) return true;
    if (here === MANY) open.push([i + 1, j]);
    if (there === MANY) open.push([i, j + 1]);
    if (canBeOneCharacter(here, there)) open.push([here === MANY ? i : i + 1, there === MANY ? j : j + 1]);
  }
  return false;
}

function canBeOneCharacter(here: Token | undefined, there: Token | undefined): boolean {
  if (here === undefined || there === undefined) return false;
  if (typeof here === 'string' && typeof there === 'string') return here === there;
  return [here, there].every((token) => typeof token === 'symbol' || isWithinText(token));
}

function tokensOf(template: string): Token[] {
  return partsOf(template).flatMap((part, index): Token[] => (index % 2 === 0 ? Array.from(part) : [ONE, MANY]));
}

/** The placeholder names of a template, in order. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
}

/** Fills one template. Throws a `RangeError` for a value that is missing or cannot stand in a key. */
export function fill(template: string, params: KeyParams): string {
  const filled = filledWith(template, params);
  if (filled === null) throw new RangeError(`no usable key value for {${unusableIn(template, params)}}`);
  return filled;
}

function filledWith(template: string, params: KeyParams): string | null {
  const all = partsOf(template);
  let filled = '';
  for (let index = 0; index < all.length; index += 1) {
    const part = all[index] ?? '';
    const text = index % 2 === 0 ? part : textOf(params[part]);
    if (text === null) return null;
    filled += text;
  }
  return filled;
}

function textOf(value: string | undefined): string | null {
  return value === undefined ? null : keyText(value);
}

function unusableIn(template: string, params: KeyParams): string {
  return placeholdersOf(template).find((name) => textOf(params[name]) === null) ?? '';
}

const parts = new Map<string, readonly string[]>();

/** Texts and the names of placeholders, by turns: splitting keeps what the pattern captures. */
function partsOf(template: string): readonly string[] {
  return getOrInsert(parts, template, () => template.split(PLACEHOLDER));
}

/** Fills both halves. Throws a `RangeError` as {@link fill} does, and for a key that is longer than DynamoDB takes. */
export function fillKey({ pk, sk }: KeyTemplate, params: KeyParams): Key {
  const key = { pk: fill(pk, params), sk: fill(sk, params) };
  if (!fits(key)) throw new RangeError(`the values for ${pk} ${sk} are longer than a key may be`);
  return key;
}

/** The key that the values make, or `null` where they make none. */
export function keyOf(template: KeyTemplate, params: KeyParams): Key | null {
  const pk = filledWith(template.pk, params);
  const sk = filledWith(template.sk, params);
  return pk !== null && sk !== null && fits({ pk, sk }) ? { pk, sk } : null;
}

function fits({ pk, sk }: Key): boolean {
  return isAtMost(pk, MAX_BYTES.pk) && isAtMost(sk, MAX_BYTES.sk);
}

/** No character has more than three bytes for each unit of its length, so what is short need not be counted. */
function isAtMost(text: string, bytes: number): boolean {
  return text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes;
}

/** Sixteen hexadecimal digits that stand for an item in logs and reports, where its key may name a person: of SHA-256 over `pk\nsk`. */
export function keyDigest({ pk, sk }: Key): string {
  return hash('sha256', `${pk}\n${sk}`, 'hex').slice(0, 16);
}

interface Matcher {
  readonly pattern: RegExp;
  /** Of what it captures, in order. */
  readonly names: readonly string[];
}

const matchers = new Map<string, Matcher>();

/** The inverse of {@link fill}: the values in `text`, or `null` where no values fill this template to make it. */
export function match(template: string, text: string): KeyParams | null {
  const { pattern, names } = matcherOf(template);
  const found = pattern.exec(text);
  if (!found) return null;
  const params: Record<string, string> = {};
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? '';
    const value = keyValue(found[index + 1] ?? '');
    if (value === null || (Object.hasOwn(params, name) && params[name] !== value)) return null;
    params[name] = value;
  }
  return params;
}

export function matchKey({ pk, sk }: KeyTemplate, key: Key): KeyParams | null {
  const partition = match(pk, key.pk);
  const sort = match(sk, key.sk);
  if (!partition || !sort) return null;
  // A name that stands in both is one value: otherwise the key is none that this template makes.
  const isOne = Object.entries(sort).every(
    ([name, value]) => !Object.hasOwn(partition, name) || partition[name] === value,
  );
  return isOne ? { ...partition, ...sort } : null;
}

function matcherOf(template: string): Matcher {
  return getOrInsert(matchers, template, () => ({
    // Linear: a placeholder takes at most 768 characters, and a separator that none may hold stands between any two (`isAmbiguous`).
    // eslint-disable-next-line no-restricted-syntax
    pattern: new RegExp(`^${sourceOf(template)}$`),
    names: placeholdersOf(template),
  }));
}

function sourceOf(template: string): string {
  const source = partsOf(template).map((part, index) => (index % 2 === 0 ? literally(part) : `(${TEXT_PATTERN})`));
  return source.join('');
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
