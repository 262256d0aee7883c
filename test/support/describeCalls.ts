import { dotted, requestedAttributes } from './attributesOfCall';
import type { RecordedCall, WireObject } from './RecordedCall';

type Parts = Readonly<Record<string, Record<string, unknown> | undefined>>;

/** Each call in a line: of which items it asked for what; a transaction with every write, what it changes and under which condition. */
export function describeCalls(calls: readonly RecordedCall[]): string[] {
  return calls.flatMap((call) => (call.operation === 'TransactWriteItems' ? writes(call) : [read(call)])).map(masked);
}

function read(call: RecordedCall): string {
  const paths = requestedAttributes(call).flatMap(({ attributes }) =>
    attributes === 'ALL' ? ['*'] : attributes.map(dotted),
  );
  const names = [...new Set(paths)].filter((name) => !/^(pk|sk|gsi1pk|gsi1sk)$/.test(name)).sort();
  return `${call.operation} ${keysOf(call).join(', ')}: ${names.join(' ')}`.trim();
}

function keysOf({ operation, request }: RecordedCall): string[] {
  if (operation === 'GetItem') return [keyText(request.Key)];
  if (operation === 'Query') return Object.values(plain(request.ExpressionAttributeValues)).map(String);
  const tables = Object.values((request.RequestItems ?? {}) as Record<string, { Keys: unknown[] }>);
  return tables.flatMap(({ Keys }) => Keys.map(keyText));
}

function writes({ request }: RecordedCall): string[] {
  const items = (request.TransactItems as Parts[]).map((item) => {
    const [kind = '', part = {}] = Object.entries(item)[0] ?? [];
    return `  ${[kind, keyText(part.Key ?? part.Item), changes(part), `IF ${filled(part, 'ConditionExpression')}`].filter(Boolean).join(' ')}`;
  });
  return [`TransactWriteItems of ${items.length}`, ...items];
}

function changes(part: Record<string, unknown>): string {
  if (part.UpdateExpression !== undefined) return filled(part, 'UpdateExpression');
  const { pk: _pk, sk: _sk, ...item } = plain(part.Item);
  return part.Item === undefined ? '' : JSON.stringify(item);
}

/** The expression with its placeholders replaced by what they stand for. */
function filled(part: Record<string, unknown>, name: string): string {
  const names = (part.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const values = plain(part.ExpressionAttributeValues);
  return String(part[name])
    .replace(/#n\d+/g, (each) => names[each] ?? each)
    .replace(/:v\d+/g, (each) => JSON.stringify(values[each]));
}

function keyText(key: unknown): string {
  const { pk, sk } = plain(key);
  return `${String(pk)}/${String(sk)}`;
}

function plain(map: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries((map ?? {}) as WireObject).map(([name, value]) => [name, untagged(value)]));
}

function untagged(value: unknown): unknown {
  const [tag, inside] = Object.entries(value as WireObject)[0] ?? [];
  if (tag === 'N') return Number(inside);
  if (tag === 'M') return plain(inside);
  return tag === 'L' ? (inside as unknown[]).map(untagged) : inside;
}

/** What differs from run to run. */
function masked(text: string): string {
  return text
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '<order>')
    .replace(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<guest>')
    .replace(/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\b20\d\d-\d\d-\d\d\b/g, '<day>')
    .replace(/SOLD#20\d\d-\d\d#/g, 'SOLD#<month>#')
    .replace(/(ByDay(?:\.|":\{"))\d\d\b/g, '$1<date>')
    .replace(/GROWTH_MONTH#20\d\d-\d\d\b/g, 'GROWTH_MONTH#<month>')
    .replace(/STATISTICS#\d/g, 'STATISTICS#<shard>')
    .replace(/"number":"[^"]*"/g, '"number":"<number>"')
    .replace(/"expiresAt":\d+/g, '"expiresAt":<epoch>');
}
