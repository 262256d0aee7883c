import { isRead } from './RecordedCall';
import type { RecordedCall, WireObject } from './RecordedCall';
import { DATA, expressionsOf, isObject, namesOf, pathsOf } from './expressionGrammar';
import type { AttributePath } from './expressionGrammar';

/** What one read, or one part of a batch or transaction, asks for. */
export interface AttributeRequest {
  readonly table: string;
  readonly index: string | undefined;
  /** `'ALL'` when nothing limits what comes back. */
  readonly attributes: AttributePath[] | 'ALL';
}

const LEGACY_CONDITIONS = ['AttributeUpdates', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter'];

/** `address.street` */
export function dotted(path: AttributePath): string {
  return path.join('.').replaceAll('.[]', '[]');
}

/** The path that `dotted` writes. */
export function pathOf(text: string): AttributePath {
  return text.replaceAll('[]', '.[]').split('.');
}

/** True if whoever has `whole` has `part`: `covers(['address'], ['address', 'street'])`. */
export function covers(whole: AttributePath, part: AttributePath): boolean {
  return whole.length <= part.length && whole.every((name, index) => name === part[index]);
}

/** What a read asks for: one entry for each table of a batch and each item of a transaction; none for a write. */
export function requestedAttributes(call: Pick<RecordedCall, 'operation' | 'request'>): AttributeRequest[] {
  if (!isRead(call)) return [];
  const { operation, request } = call;
  if (operation === 'BatchGetItem') return Object.entries(objectAt(request, 'RequestItems')).map(requestOfTable);
  if (operation === 'TransactGetItems') return partsOfTransaction(request).map(requestOf);
  return [requestOf(request)];
}

/**
 * Every attribute that came back, to the innermost member: items, keys to go on from, `Attributes` of a write,
 * item collections, items in the reasons of a failed condition or transaction, images of a stream.
 */
export function receivedAttributes(call: Pick<RecordedCall, 'response'>): AttributePath[] {
  return distinct([...itemsReceived(call), ...keysReceived(call)].flatMap((item) => pathsOfMap(item)));
}

/** The items in an answer, as attribute maps of the wire. */
export function itemsReceived({ response = {} }: Pick<RecordedCall, 'response'>): WireObject[] {
  const reasons = arrayAt(response, 'CancellationReasons');
  const parts = [response, ...reasons, ...arrayAt(response, 'Responses')];
  const single = parts.flatMap((part) => [part.Item, part.Attributes]);
  const images = arrayAt(response, 'Records').flatMap(({ dynamodb }) =>
    isObject(dynamodb) ? [dynamodb.NewImage, dynamodb.OldImage] : [],
  );
  const ofBatch = Object.keys(objectAt(response, 'Responses')).flatMap((table) =>
    arrayAt(objectAt(response, 'Responses'), table),
  );
  return [...single, ...images, ...ofBatch, ...arrayAt(response, 'Items')].filter(isObject);
}

/**
 * Every attribute that a request mentions, whatever for: paths in expressions of all kinds, names that no expression
 * uses, keys, items to be written, and the parameters that expressions replaced.
 */
export function attributesNamedAnywhere(call: Pick<RecordedCall, 'request'>): AttributePath[] {
  return distinct(named(call.request));
}

/** The attributes of the keys by which a request names items. */
export function attributesOfKeys(call: Pick<RecordedCall, 'request'>): AttributePath[] {
  return distinct(keysNamed(call.request));
}

/** The parameters in a request that expressions replaced, such as `AttributesToGet`. */
export function legacyParametersOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(legacyParametersOf);
  if (!isObject(part)) return [];
  const own = [...LEGACY_CONDITIONS, 'AttributesToGet', 'ConditionalOperator'].filter((name) => name in part);
  const inner = Object.entries(part).filter(([name]) => !DATA.has(name));
  return [...own, ...inner.flatMap(([, value]) => legacyParametersOf(value))];
}

function requestOfTable([table, keysAndAttributes]: [string, unknown]): AttributeRequest {
  return { ...requestOf(isObject(keysAndAttributes) ? keysAndAttributes : {}), table };
}

function requestOf(part: WireObject): AttributeRequest {
  return {
    table: typeof part.TableName === 'string' ? part.TableName : '',
    index: typeof part.IndexName === 'string' ? part.IndexName : undefined,
    attributes: projectionOf(part),
  };
}

function projectionOf(part: WireObject): AttributePath[] | 'ALL' {
  const { ProjectionExpression: text } = part;
  if (typeof text !== 'string') return 'ALL';
  return pathsOf({ kind: 'ProjectionExpression', text, names: namesOf(part) });
}

function keysReceived({ response = {} }: Pick<RecordedCall, 'response'>): WireObject[] {
  const metrics = response.ItemCollectionMetrics;
  const collections =
    isObject(metrics) && !('ItemCollectionKey' in metrics) ? Object.values(metrics).flat() : [metrics];
  const ofStream = arrayAt(response, 'Records').map(({ dynamodb }) => (isObject(dynamodb) ? dynamodb.Keys : undefined));
  const ofCollections = collections.map((collection) =>
    isObject(collection) ? collection.ItemCollectionKey : undefined,
  );
  return [response.LastEvaluatedKey, ...ofStream, ...ofCollections].filter(isObject);
}

function named(part: unknown): AttributePath[] {
  if (Array.isArray(part)) return part.flatMap(named);
  if (!isObject(part)) return [];
  const inner = Object.entries(part).flatMap(([name, value]) => {
    if (isMapOfAttributes(name)) return pathsOfParameter(value);
    return DATA.has(name) ? [] : named(value);
  });
  return [...namedBeside(part), ...inner];
}

/** What the parameters on one level of a request name. */
function namedBeside(part: WireObject): AttributePath[] {
  const { ExpressionAttributeNames: _names, ...rest } = part;
  const own = Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value === 'string'));
  const names = namesOf(part);
  const inExpressions = expressionsOf({ ...own, ExpressionAttributeNames: names }).flatMap(pathsOf);
  const used = new Set(inExpressions.flat());
  const unused = Object.values(names).filter((name) => !used.has(name));
  const legacy = LEGACY_CONDITIONS.flatMap((name) => Object.keys(objectAt(part, name)));
  const toGet = Array.isArray(part.AttributesToGet) ? part.AttributesToGet.map(String) : [];
  return [...inExpressions, ...[...unused, ...legacy, ...toGet].map((name) => [name])];
}

function keysNamed(part: unknown): AttributePath[] {
  if (Array.isArray(part)) return part.flatMap(keysNamed);
  if (!isObject(part)) return [];
  return Object.entries(part).flatMap(([name, value]) => {
    if (name === 'Key' || name === 'Keys') return pathsOfParameter(value);
    return DATA.has(name) ? [] : keysNamed(value);
  });
}

function isMapOfAttributes(parameter: string): boolean {
  return ['Item', 'Key', 'Keys', 'ExclusiveStartKey'].includes(parameter);
}

function pathsOfParameter(value: unknown): AttributePath[] {
  return [value]
    .flat()
    .filter(isObject)
    .flatMap((map) => pathsOfMap(map));
}

/** `{ address: { M: { street: { S: '…' } } } }` → `[['address', 'street']]` */
function pathsOfMap(map: WireObject, above: AttributePath = []): AttributePath[] {
  return Object.entries(map).flatMap(([name, value]) => pathsOfValue(value, [...above, name]));
}

function pathsOfValue(value: unknown, path: AttributePath): AttributePath[] {
  const { M: map, L: list } = isObject(value) ? value : {};
  if (isObject(map)) return nonEmpty(pathsOfMap(map, path), path);
  if (Array.isArray(list))
    return nonEmpty(distinct(list.flatMap((member) => pathsOfValue(member, [...path, '[]']))), path);
  return [path];
}

function nonEmpty(paths: AttributePath[], whole: AttributePath): AttributePath[] {
  return paths.length > 0 ? paths : [whole];
}

function distinct(paths: AttributePath[]): AttributePath[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

function partsOfTransaction(request: WireObject): WireObject[] {
  return arrayAt(request, 'TransactItems').flatMap((item) => Object.values(item).filter(isObject));
}

function arrayAt(part: WireObject, name: string): WireObject[] {
  const value = part[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function objectAt(part: WireObject, name: string): WireObject {
  const value = part[name];
  return isObject(value) ? value : {};
}
