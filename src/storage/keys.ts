import { hash } from 'node:crypto';
import { entryOf } from '../access/entryOf';

/** The primary key of an item in the single table. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The values that fill a key template, by placeholder name. */
export type KeyParams = Readonly<Record<string, string>>;

/** A key with `{placeholders}`, such as `TENANT#{tenantId}`. */
export interface KeyTemplate {
  readonly pk: string;
  readonly sk: string;
}

const PLACEHOLDER = /\{(\w+)\}/g;
/** What may stand in a key: nothing that could be read as a separator, a path or another key. */
const SAFE_VALUE = /^[A-Za-z0-9_-]{1,128}$/;

export function isKeyValue(value: string): boolean {
  return SAFE_VALUE.test(value);
}

/** Whether two fillings could make one text: nothing that no value may contain stands between two placeholders. */
export function isAmbiguous(template: string): boolean {
  return /\}[A-Za-z0-9_-]*\{/.test(template);
}

/** Whether it is a text with placeholders that have names, and nothing else in braces. */
export function isTemplate(template: string): boolean {
  return template !== '' && !/[{}]/.test(template.replaceAll(PLACEHOLDER, ''));
}

/** Whether there is a key that both templates could name. */
export function canBeOneKey(one: KeyTemplate, other: KeyTemplate): boolean {
  return canBeOneText(one.pk, other.pk) && canBeOneText(one.sk, other.sk);
}

/** A character of a literal, or any that a value may contain, once or as often as one likes. */
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
  return [here, there].every((token) => typeof token === 'symbol' || isKeyValue(token));
}

function tokensOf(template: string): Token[] {
  return partsOf(template).flatMap((part, index): Token[] => (index % 2 === 0 ? Array.from(part) : [ONE, MANY]));
}

/** The placeholder names of a template, in order. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
}

/** Fills one template. Throws a `RangeError` for a value that is missing or could break out of its place. */
export function fill(template: string, params: KeyParams): string {
  const all = partsOf(template);
  let filled = '';
  for (let index = 0; index < all.length; index += 1) {
    const part = all[index] ?? '';
    filled += index % 2 === 0 ? part : usable(part, params[part]);
  }
  return filled;
}

function usable(name: string, value: string | undefined): string {
  if (value === undefined || !isKeyValue(value)) throw new RangeError(`no usable key value for {${name}}`);
  return value;
}

const parts = new Map<string, readonly string[]>();

/** Texts and the names of placeholders, by turns: splitting keeps what the pattern captures. */
function partsOf(template: string): readonly string[] {
  return entryOf(parts, template, () => template.split(PLACEHOLDER));
}

export function fillKey({ pk, sk }: KeyTemplate, params: KeyParams): Key {
  return { pk: fill(pk, params), sk: fill(sk, params) };
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
    const [name = '', value = ''] = [names[index], found[index + 1]];
    if (Object.hasOwn(params, name) && params[name] !== value) return null;
    params[name] = value;
  }
  return params;
}

export function matchKey({ pk, sk }: KeyTemplate, key: Key): KeyParams | null {
  const partition = match(pk, key.pk);
  const sort = match(sk, key.sk);
  if (!partition || !sort) return null;
  // A name that stands in both is one value: otherwise the key is none that this template makes.
  const isOne = Object.entries(sort).every(([name, value]) => (partition[name] ?? value) === value);
  return isOne ? { ...partition, ...sort } : null;
}

function matcherOf(template: string): Matcher {
  return entryOf(matchers, template, () => ({
    // Linear: a placeholder takes at most 128 characters, and a separator that none may hold stands between any two (`isAmbiguous`).
    // eslint-disable-next-line no-restricted-syntax
    pattern: new RegExp(`^${sourceOf(template)}$`),
    names: placeholdersOf(template),
  }));
}

function sourceOf(template: string): string {
  const source = partsOf(template).map((part, index) => (index % 2 === 0 ? literally(part) : '([A-Za-z0-9_-]{1,128})'));
  return source.join('');
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
