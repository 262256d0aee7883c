/** A path to an attribute: `name`, or `map.member` for a member of a nested map. */
export type AttributePath = string;

export type AttributeValue = string | number | boolean;

/** A comparison that a filter makes on one attribute. */
export interface Comparison {
  readonly attribute: AttributePath;
  readonly equals: AttributeValue;
}

/** A range of sort keys, both ends included, or all that begin with a string. */
export type SortRange = { readonly beginsWith: string } | { readonly from: string; readonly to: string };

/**
 * Collects names and values of one request. Expressions are made of its placeholders only (`#n0`, `:v0`): no caller's text
 * stands in an expression, and reserved words cannot hurt.
 */
export class Expressions {
  private readonly names = new Map<string, string>();
  private readonly values = new Map<string, unknown>();

  projection(paths: Iterable<AttributePath>): string {
    return [...paths].map((path) => this.path(path)).join(', ');
  }

  partitionIs(attribute: string, value: string): string {
    return `${this.path(attribute)} = ${this.value(value)}`;
  }

  inRange(attribute: string, range: SortRange): string {
    const name = this.path(attribute);
    return 'beginsWith' in range
      ? `begins_with(${name}, ${this.value(range.beginsWith)})`
      : `${name} BETWEEN ${this.value(range.from)} AND ${this.value(range.to)}`;
  }

  allEqual(comparisons: readonly Comparison[]): string {
    return comparisons.map(({ attribute, equals }) => `${this.path(attribute)} = ${this.value(equals)}`).join(' AND ');
  }

  /** The two maps that go with the expressions; an empty one is left out, as DynamoDB demands. */
  attributes(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
  } {
    return {
      ...(this.names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...this.names].map(([name, placeholder]) => [placeholder, name])),
      }),
      ...(this.values.size > 0 && { ExpressionAttributeValues: Object.fromEntries(this.values) }),
    };
  }

  /** The placeholders of a path. */
  path(path: AttributePath): string {
    return path
      .split('.')
      .map((name) => this.name(name))
      .join('.');
  }

  /** The placeholder of a value. */
  value(value: unknown): string {
    const placeholder = `:v${String(this.values.size)}`;
    this.values.set(placeholder, value);
    return placeholder;
  }

  private name(name: string): string {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const placeholder = `#n${String(this.names.size)}`;
    this.names.set(name, placeholder);
    return placeholder;
  }
}
