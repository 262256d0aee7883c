/** `extensions.explain` of an answer: what was decided of each field, and what the store was asked. */
export interface Explanation {
  readonly roles: readonly string[];
  /** Calls that are for no field: about the caller, and for whole mutations. */
  readonly calls: readonly ExplainedCall[];
  readonly fields: readonly ExplainedField[];
  readonly omitted?: { readonly fields: number; readonly calls: number };
}

export interface ExplainedField {
  readonly path: string;
  readonly field: string;
  readonly decision: 'allow' | 'deny' | 'mixed' | 'depends';
  readonly rule: string;
  readonly requires?: string;
  readonly missing?: readonly string[];
  readonly dependedOn?: readonly string[];
  readonly allowed?: number;
  readonly denied?: number;
  readonly items?: { readonly type: string; readonly count: number };
  readonly calls?: readonly ExplainedCall[];
  readonly fields?: readonly ExplainedField[];
}

export interface ExplainedCall {
  readonly operation: string;
  readonly index?: string;
  readonly projection?: readonly string[];
  readonly facts?: readonly string[];
  readonly purpose?: 'caller' | 'write';
  readonly keys?: number;
  readonly consumedCapacity?: number;
  readonly milliseconds?: number;
  readonly attempts: number;
  readonly error?: string;
  readonly alsoFor?: readonly string[];
  readonly withheld?: string;
}

/** A call, and the path of the field that it was made for; `null` where it was for none. */
export interface PlacedCall {
  readonly path: string | null;
  readonly call: ExplainedCall;
}

const DECISIONS = {
  allow: 'allowed',
  deny: 'denied',
  mixed: 'allowed on some',
  depends: 'not decided',
} as const satisfies Record<ExplainedField['decision'], string>;

/** One or two words. */
export function decisionInWords({ decision }: ExplainedField): string {
  return DECISIONS[decision];
}

/** Why: the rule that allowed it, or what would be needed. */
export function reasonInWords(field: ExplainedField): string {
  const { decision, rule, requires, allowed, denied } = field;
  if (decision === 'deny') return `needs ${requires ?? rule}`;
  if (decision === 'mixed')
    return `allowed on ${String(allowed)}, denied on ${String(denied)}; those need ${requires ?? rule}`;
  // The badge before it says "allowed".
  return rule.replace(/^Allowed /, '');
}

/** What was asked: the operation and the attributes, or what it was for where those are not told. */
export function askedInWords({ operation, index, projection, facts, purpose }: ExplainedCall): string {
  const where = index === undefined ? '' : ` on ${index}`;
  if (purpose === 'write') return `${operation}${where} for the mutation`;
  if (purpose === 'caller') return `${operation}${where} about the caller: ${(facts ?? []).join(', ')}`;
  return `${operation}${where}: ${(projection ?? []).join(', ')}`;
}

/** What it took, as far as it is told. */
export function costInWords(call: ExplainedCall): string {
  const { keys, consumedCapacity, milliseconds, attempts, error, withheld } = call;
  const parts = [
    ...(keys === undefined || keys === 0 ? [] : [counted(keys, 'key')]),
    ...(consumedCapacity === undefined ? [] : [counted(consumedCapacity, 'capacity unit')]),
    ...(milliseconds === undefined ? [] : [`${String(milliseconds)} ms`]),
    ...(attempts > 1 ? [`${String(attempts)} attempts`] : []),
    ...(error === undefined ? [] : [`failed: ${error}`]),
    ...(withheld === undefined ? [] : [withheld]),
  ];
  return parts.join(' · ');
}

/** Every call, in the order in which the answer tells them. */
export function callsOf({ calls, fields }: Explanation): readonly PlacedCall[] {
  return [...calls.map((call) => ({ path: null, call })), ...fields.flatMap(callsBelow)];
}

function callsBelow({ path, calls = [], fields = [] }: ExplainedField): readonly PlacedCall[] {
  return [...calls.map((call) => ({ path, call })), ...fields.flatMap(callsBelow)];
}

/** One sentence: how many calls, what they took, and how many fields were denied. */
export function summaryOf(explanation: Explanation): string {
  const calls = callsOf(explanation);
  const capacity = calls.reduce((sum, { call }) => sum + (call.consumedCapacity ?? 0), 0);
  const denied = explanation.fields.reduce((sum, field) => sum + deniedIn(field), 0);
  const asked =
    calls.length === 0
      ? 'DynamoDB was not asked'
      : `DynamoDB was asked ${counted(calls.length, 'time')}, for ${counted(capacity, 'capacity unit')}`;
  return `${asked}; ${denied === 0 ? 'no field was denied' : `${counted(denied, 'field')} denied`}.`;
}

function deniedIn({ decision, fields = [] }: ExplainedField): number {
  const own = decision === 'deny' || decision === 'mixed' ? 1 : 0;
  return fields.reduce((sum, field) => sum + deniedIn(field), own);
}

function counted(count: number, thing: string): string {
  const rounded = Math.round(count * 100) / 100;
  return `${String(rounded)} ${thing}${rounded === 1 ? '' : 's'}`;
}
