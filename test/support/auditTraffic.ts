import { isPartiQl, isRead } from './RecordedCall';
import type { RecordedCall } from './RecordedCall';
import {
  attributesNamedAnywhere,
  attributesOfKeys,
  covers,
  dotted,
  itemsReceived,
  legacyParametersOf,
  pathOf,
  receivedAttributes,
  requestedAttributes,
} from './attributesOfCall';
import { expressionsOf, rawPartsOf } from './expressionGrammar';
import type { AttributePath } from './expressionGrammar';

/** What the audit found, each under the name of the law that was broken. */
export interface Violation {
  readonly law: Law;
  readonly operation: string;
  /** The position of the call among the audited ones. */
  readonly position: number;
  /** What was expected and what came; names of attributes, never values. */
  readonly detail: string;
}

export type Law =
  | 'no-unreadable-call'
  | 'no-read-without-projection'
  | 'no-scan'
  | 'no-partiql'
  | 'no-legacy-parameter'
  | 'no-whole-item-from-a-write'
  | 'no-hidden-attribute-named'
  | 'no-hidden-attribute-received'
  | 'nothing-beyond-the-request'
  | 'nothing-beyond-the-allowed'
  | 'no-canary'
  | 'placeholders-only';

/** What the audit has to know about the data. */
export interface AuditOptions {
  /** Attributes that no caller may read or write, dotted: `['riskScore', 'address.accessCode']`. */
  readonly neverAttributes: readonly string[];
  /** Attributes that the caller behind a call may see, dotted, keys included; `undefined` = not judged. */
  readonly allowedFor?: (call: RecordedCall) => readonly string[] | undefined;
  /** Text that stands in hidden values only. */
  readonly canaries?: readonly string[];
}

type Check = (call: RecordedCall, options: AuditOptions) => string[];

const SELECTS_MORE = new Set(['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES']);
const RETURNED = /^ReturnValues(OnConditionCheckFailure)?$/;
const WHOLE_ITEM = new Set(['ALL_OLD', 'ALL_NEW']);

const LAWS: Readonly<Record<Law, Check>> = {
  // What the recorder cannot read, it cannot judge: another protocol must not pass for silence.
  'no-unreadable-call': ({ operation, requestText }) =>
    operation !== '' && requestText.startsWith('{') ? [] : ['a call in the JSON protocol of DynamoDB is expected'],
  'no-scan': ({ operation }) =>
    operation === 'Scan' ? ['a Scan, whatever its index and filter, reads every item'] : [],
  'no-partiql': (call) => (isPartiQl(call) ? ['a PartiQL statement carries names and values in its text'] : []),
  'no-read-without-projection': readsWithoutProjection,
  'no-legacy-parameter': ({ request }) =>
    legacyParametersOf(request).map((name) => `${name} is used, where an expression is expected`),
  'no-whole-item-from-a-write': wholeItems,
  'no-hidden-attribute-named': hiddenNamed,
  'no-hidden-attribute-received': hiddenReceived,
  'nothing-beyond-the-request': beyondTheRequest,
  'nothing-beyond-the-allowed': beyondTheAllowed,
  'no-canary': canariesSeen,
  'placeholders-only': rawParts,
};

/**
 * Judges recorded traffic by every law. An empty answer means: no read without a projection, no scan, no hidden
 * attribute named or received, no hidden value seen, nothing received that was not asked for.
 *
 *     expect(auditTraffic(recorder.take(), { neverAttributes: ['riskScore'] })).toEqual([]);
 */
export function auditTraffic(calls: readonly RecordedCall[], options: AuditOptions): Violation[] {
  return calls.flatMap((call, position) =>
    (Object.entries(LAWS) as [Law, Check][]).flatMap(([law, check]) =>
      check(call, options).map((detail) => ({ law, operation: call.operation, position, detail })),
    ),
  );
}

function readsWithoutProjection(call: RecordedCall): string[] {
  if (isPartiQl(call)) return [];
  const unlimited = requestedAttributes(call)
    .filter(({ attributes }) => attributes === 'ALL')
    .map(({ table, index }) => `a ProjectionExpression is expected for ${[table, index].filter(Boolean).join(' / ')}`);
  const { Select: select } = call.request;
  return SELECTS_MORE.has(String(select)) ? [...unlimited, `Select is ${String(select)}`] : unlimited;
}

function wholeItems({ request }: RecordedCall): string[] {
  return wholeItemsIn(request).map(([name, value]) => `${name} is ${value}, which returns the whole item`);
}

/** A path is hidden if it leads to, into, or to something around a hidden attribute. */
function hiddenNamed(call: RecordedCall, { neverAttributes }: AuditOptions): string[] {
  return crossing(attributesNamedAnywhere(call), neverAttributes, (path, never) => {
    const bareName = path.length === 1 && path[0] === never.at(-1);
    return bareName || covers(path, never) || covers(never, path);
  });
}

function hiddenReceived(call: RecordedCall, { neverAttributes }: AuditOptions): string[] {
  return crossing(receivedAttributes(call), neverAttributes, (path, never) => covers(never, path));
}

/**
 * If this speaks, the engine ignored a projection or the recorder misread one. The key that the caller named itself may
 * come back: dynoxide adds it in TransactGetItems.
 */
function beyondTheRequest(call: RecordedCall): string[] {
  if (!isRead(call)) return [];
  const projected = requestedAttributes(call).flatMap(({ attributes }) => (attributes === 'ALL' ? [[]] : attributes));
  const requested = [...projected, ...attributesOfKeys(call)];
  const received = receivedAttributes({ response: { Items: itemsReceived(call) } });
  return received
    .filter((path) => !requested.some((asked) => covers(asked, path)))
    .map((path) => `${dotted(path)} was received, but not asked for`);
}

function beyondTheAllowed(call: RecordedCall, { allowedFor }: AuditOptions): string[] {
  const allowed = allowedFor?.(call)?.map(pathOf);
  if (allowed === undefined) return [];
  const asked = requestedAttributes(call).flatMap(({ attributes }) => (attributes === 'ALL' ? [] : attributes));
  const beyond = (paths: AttributePath[]) => paths.filter((path) => !allowed.some((whole) => covers(whole, path)));
  return [
    ...beyond(asked).map((path) => `${dotted(path)} was asked for, but the caller may not see it`),
    ...beyond(receivedAttributes(call)).map((path) => `${dotted(path)} was received, but the caller may not see it`),
  ];
}

/** Looks at the bytes, and at what they mean: JSON may escape any letter. */
function canariesSeen(call: RecordedCall, { canaries = ['hidden-'] }: AuditOptions): string[] {
  const sides = {
    request: call.requestText + JSON.stringify(call.request),
    response: call.responseText + JSON.stringify(call.response ?? {}),
  };
  return Object.entries(sides).flatMap(([side, text]) =>
    canaries.filter((canary) => text.includes(canary)).map((canary) => `the ${side} carries a value with '${canary}'`),
  );
}

function rawParts({ request }: RecordedCall): string[] {
  return expressionsOf(request).flatMap((expression) =>
    rawPartsOf(expression).map((part) => `${expression.kind} contains '${part}', where a placeholder is expected`),
  );
}

function crossing(
  paths: AttributePath[],
  neverAttributes: readonly string[],
  crosses: (path: AttributePath, never: AttributePath) => boolean,
): string[] {
  return neverAttributes.flatMap((never) => {
    const hidden = pathOf(never);
    return paths
      .filter((path) => crosses(path, hidden))
      .map((path) => (dotted(path) === never ? never : `${dotted(path)}, which crosses ${never}`));
  });
}

function wholeItemsIn(part: unknown, found: [string, string][] = []): [string, string][] {
  if (typeof part !== 'object' || part === null) return found;
  for (const [name, value] of Object.entries(part)) {
    if (RETURNED.test(name) && WHOLE_ITEM.has(String(value))) found.push([name, String(value)]);
    wholeItemsIn(value, found);
  }
  return found;
}
