/** `extensions.explain`, as clients see it. */
export interface Explained {
  readonly roles: readonly string[];
  readonly calls: readonly ExplainedCall[];
  readonly fields: readonly ExplainedField[];
}

export interface ExplainedField {
  readonly path: string;
  readonly field: string;
  readonly decision: string;
  readonly rule: string;
  readonly missing?: readonly string[];
  readonly requires?: string;
  readonly calls?: readonly ExplainedCall[];
  readonly fields?: readonly ExplainedField[];
}

export interface ExplainedCall {
  readonly operation: string;
  readonly index?: string;
  readonly projection?: readonly string[];
  readonly purpose?: string;
  readonly keys?: number;
}

/** Every field of the tree, each before those below it. */
export function fieldsIn(fields: readonly ExplainedField[]): ExplainedField[] {
  return fields.flatMap((field) => [field, ...fieldsIn(field.fields ?? [])]);
}

/** Every call that is told, wherever it hangs. */
export function callsIn({ calls, fields }: Explained): ExplainedCall[] {
  return [...calls, ...fieldsIn(fields).flatMap((field) => field.calls ?? [])];
}
