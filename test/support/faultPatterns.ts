import type { Fault, Faults } from './DynamoRecorder';
import type { RecordedCall, WireObject } from './RecordedCall';

type Call = Pick<RecordedCall, 'operation' | 'request'>;

/** How the store answers whom it throttles, and how it answers when it is out of order; with words that no client may see. */
export const THROTTLED: Fault = refusal(400, 'ProvisionedThroughputExceededException');
export const OUT_OF_ORDER: Fault = refusal(500, 'InternalServerError');
export const UNAVAILABLE: Fault = refusal(503, 'ServiceUnavailable');

/** What nobody is told of a failure of the store: hosts, tables, keys, the store's words and classes. */
export const UNTELLABLE =
  /127\.0\.0\.1|localhost|arn:|amazonaws|test-[0-9a-f]{16}|SHOP#|CUSTOMER#|canary-|hidden-|slow down|Exception|DynamoDB|smithy|ECONN|socket|JSON|<html|abort/i;

/** How the store refuses with this error, in words that no client may see. */
export function refusal(status: number, type: string): Fault {
  const message = 'slow down: arn:aws:dynamodb:eu-central-1:1:table/fieldgate';
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message } };
}

/** Gives `fault` to about this part of all calls, in a sequence that is the same for the same seed. Counts what it saw. */
export function randomly(part: number, fault: Fault, seed = 1) {
  const counts = { calls: 0, faults: 0 };
  const draw = draws(seed);
  const faults: Faults = () => {
    counts.calls += 1;
    if (draw() >= part) return undefined;
    counts.faults += 1;
    return fault;
  };
  return { counts, faults };
}

/** Numbers from 0 to 1 that look random (mulberry32). */
export function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Keys {
  readonly Keys: readonly WireObject[];
}

/** Holds back every second key of each batch, for so many batches. */
export function holdingBack(batches: number): Faults {
  let left = batches;
  return ({ operation, request }: Call) => {
    if (operation !== 'BatchGetItem' || left === 0) return undefined;
    left -= 1;
    const [[table, asked]] = Object.entries(request.RequestItems as Record<string, Keys>) as [[string, Keys]];
    const held = asked.Keys.filter((_, index) => index % 2 === 1);
    const isHeld = (item: WireObject) => held.some((key) => sameKey(key, item));
    return {
      transform: ({ Responses, ...rest }) => ({
        ...rest,
        Responses: { [table]: (Responses as Record<string, WireObject[]>)[table]?.filter((item) => !isHeld(item)) },
        UnprocessedKeys: held.length === 0 ? {} : { [table]: { ...asked, Keys: held } },
      }),
    };
  };
}

/** The partition does not come with an item where it is the same for all that were asked for. */
function sameKey(key: WireObject, item: WireObject): boolean {
  return ['pk', 'sk'].every((name) => item[name] === undefined || textOf(key, name) === textOf(item, name));
}

function textOf(attributes: WireObject, name: string): string {
  return (attributes[name] as { S: string }).S;
}
