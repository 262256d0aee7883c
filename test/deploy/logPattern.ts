/*
 * Patterns of CloudWatch Logs, as far as our filters go: a term that a line has to hold, or conditions on the fields of a line that is one
 * JSON object. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

type Test = (line: unknown) => boolean;

const TOKENS = /\s*("(?:[^"\\]|\\.)*"|\|\||&&|[(){}]|>=|<=|!=|[=<>]|NOT EXISTS|\$(?:\.\w+|\[\d+\])+|-?\d+(?:\.\d+)?)/y;

/** Says of a line, as it was written, whether the pattern selects it. Throws an `Error` at a pattern that it does not know. */
export function logPattern(pattern: string): (line: string) => boolean {
  if (!pattern.startsWith('{')) {
    const term = JSON.parse(pattern) as string;
    return (line) => line.includes(term);
  }
  const test = new Parser(pattern).pattern();
  return (line) => {
    const parsed = parsedOf(line);
    return parsed !== undefined && test(parsed);
  };
}

/** The value at a selector such as `$.causes[0]`; `undefined` where there is none. */
export function selected(line: unknown, selector: string): unknown {
  const steps = [...selector.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  return steps.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], line);
}

/** A line that is no JSON object is selected by no condition. */
export function parsedOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

class Parser {
  private readonly tokens: string[];

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text);
  }

  pattern(): Test {
    this.take('{');
    const test = this.either();
    this.take('}');
    if (this.tokens.length > 0) throw this.unknown();
    return test;
  }

  private either(): Test {
    const parts = [this.both()];
    while (this.isNext('||')) parts.push(this.both());
    return (line) => parts.some((part) => part(line));
  }

  private both(): Test {
    const parts = [this.one()];
    while (this.isNext('&&')) parts.push(this.one());
    return (line) => parts.every((part) => part(line));
  }

  private one(): Test {
    if (!this.isNext('(')) return this.condition();
    const test = this.either();
    this.take(')');
    return test;
  }

  private condition(): Test {
    const selector = this.next();
    const operator = this.next();
    if (!selector.startsWith('$')) throw this.unknown();
    if (operator === 'NOT EXISTS') return (line) => selected(line, selector) === undefined;
    const compare = comparison(operator, this.next());
    if (!compare) throw this.unknown();
    return (line) => compare(selected(line, selector));
  }

  private isNext(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  private take(token: string): void {
    if (!this.isNext(token)) throw this.unknown();
  }

  private next(): string {
    return this.tokens.shift() ?? '';
  }

  private unknown(): Error {
    return new Error(`expected a pattern of CloudWatch Logs that this reader knows; got ${this.text}`);
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.trimEnd().length) {
    const at = TOKENS.lastIndex;
    const [, token] = TOKENS.exec(text) ?? [];
    if (token === undefined) throw new Error(`expected a pattern of CloudWatch Logs; got ${text.slice(at)}`);
    tokens.push(token);
  }
  return tokens;
}

function comparison(operator: string, operand: string): ((value: unknown) => boolean) | undefined {
  if (operand.startsWith('"')) {
    // Quoted as the log has it: a star stands for anything.
    const literal = (JSON.parse(operand) as string).replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    const pattern = new RegExp(`^${literal}$`, 's');
    const isAlike = (value: unknown) => typeof value === 'string' && pattern.test(value);
    if (operator === '=') return isAlike;
    return operator === '!=' ? (value) => value !== undefined && !isAlike(value) : undefined;
  }
  const number = Number(operand);
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  if (operator === '=') return (value) => value === number;
  if (operator === '>=') return (value) => isNumber(value) && value >= number;
  return undefined;
}
