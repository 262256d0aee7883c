import type { WireObject } from './RecordedCall';

/** The parts of a document path; a member of any list is `[]`: `['openingHours', '[]', 'day']`. */
export type AttributePath = readonly string[];

/** The request parameters that hold an expression, with the words that the grammar of each gives a meaning to. */
const EXPRESSION_WORDS = {
  ProjectionExpression: [],
  KeyConditionExpression: ['AND', 'BETWEEN'],
  FilterExpression: ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'],
  ConditionExpression: ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'],
  UpdateExpression: ['SET', 'REMOVE', 'ADD', 'DELETE'],
} as const satisfies Record<string, readonly string[]>;

export type ExpressionKind = keyof typeof EXPRESSION_WORDS;

/** An expression of a request and the names that its placeholders stand for. */
export interface Expression {
  readonly kind: ExpressionKind;
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
}

/** The parameters that hold attributes by name: what stands there under the name of an expression is none. */
export const DATA = new Set([
  'Item',
  'Key',
  'Keys',
  'ExclusiveStartKey',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
]);

const FUNCTIONS = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
  'if_not_exists',
  'list_append',
]);

const TOKEN = /\[\s*\d+\s*\]|#\w+|:\w+|<>|<=|>=|[=<>+\-(),.]|[^\s=<>+\-(),.[\]#:]+|\S/g;

type TokenKind = 'name' | 'value' | 'index' | 'operator' | 'word' | 'raw';
interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Every expression anywhere in a request: the parts of transactions and the tables of a batch included. */
export function expressionsOf(part: unknown): Expression[] {
  if (Array.isArray(part)) return part.flatMap(expressionsOf);
  if (!isObject(part)) return [];
  const names = namesOf(part);
  const own = expressionKinds()
    .filter((kind) => typeof part[kind] === 'string')
    .map((kind) => ({ kind, text: part[kind] as string, names }));
  const inner = Object.entries(part).filter(([name]) => !DATA.has(name));
  return [...own, ...inner.flatMap(([, value]) => expressionsOf(value))];
}

/** The document paths in an expression, placeholders resolved. A raw name stands for itself. */
export function pathsOf(expression: Expression): AttributePath[] {
  const paths: string[][] = [];
  let continues = false;
  for (const { kind, text } of tokensOf(expression)) {
    const current = paths.at(-1);
    if (kind === 'index') current?.push('[]');
    else if (kind === 'name' || kind === 'raw') {
      const name = expression.names[text] ?? text;
      if (continues && current !== undefined) current.push(name);
      else paths.push([name]);
    }
    continues = text === '.';
  }
  return paths;
}

/**
 * What in an expression is neither a placeholder nor part of the grammar: names and literals written into it.
 * An index of a list (`#tags[0]`) can only be written, so it is none of them.
 */
export function rawPartsOf(expression: Expression): string[] {
  return tokensOf(expression)
    .filter(({ kind }) => kind === 'raw')
    .map(({ text }) => text);
}

/** The `ExpressionAttributeNames` beside an expression. */
export function namesOf(part: WireObject): Record<string, string> {
  return isObject(part.ExpressionAttributeNames) ? (part.ExpressionAttributeNames as Record<string, string>) : {};
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function expressionKinds(): ExpressionKind[] {
  return Object.keys(EXPRESSION_WORDS) as ExpressionKind[];
}

/** A server writes the same few expressions again and again, and each law looks at all of them. */
const known = new Map<string, readonly Token[]>();

function tokensOf({ kind, text }: Expression): readonly Token[] {
  const key = `${kind} ${text}`;
  const tokens = known.get(key) ?? readTokens(kind, text);
  known.set(key, tokens);
  return tokens;
}

function readTokens(kind: ExpressionKind, text: string): readonly Token[] {
  const texts = text.match(TOKEN) ?? [];
  return texts.map((token, index) => ({ kind: kindOf(token, texts[index + 1], EXPRESSION_WORDS[kind]), text: token }));
}

function kindOf(token: string, next: string | undefined, words: readonly string[]): TokenKind {
  if (/^#\w+$/.test(token)) return 'name';
  if (/^:\w+$/.test(token)) return 'value';
  if (token.startsWith('[') && token.endsWith(']')) return 'index';
  if (/^(<>|<=|>=|[=<>+\-(),.])$/.test(token)) return 'operator';
  if (words.includes(token.toUpperCase())) return 'word';
  return FUNCTIONS.has(token) && next === '(' ? 'word' : 'raw';
}
