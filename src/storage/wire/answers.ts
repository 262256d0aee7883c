import { ForeignAnswerError } from '../calls/errors';
import { itemFromWire, type WireItem } from './attributeValues';

interface Answer {
  readonly Item?: WireItem;
  readonly Items?: readonly WireItem[];
  readonly LastEvaluatedKey?: WireItem;
  readonly Responses?: Readonly<Record<string, readonly WireItem[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: readonly WireItem[] }>>;
}

type Read = (answer: Answer) => object;

/** Answers to reads, with their items as JavaScript has them. What cannot be read as items is not the store's. */
export const READ_ANSWERS = {
  GetItem: orForeign(({ Item, ...rest }) => ({ ...rest, ...(Item && { Item: itemFromWire(Item) }) })),
  BatchGetItem: orForeign(({ Responses, UnprocessedKeys, ...rest }) => ({
    ...rest,
    ...(Responses && { Responses: mapValues(Responses, (items) => items.map(itemFromWire)) }),
    ...(UnprocessedKeys && {
      UnprocessedKeys: mapValues(UnprocessedKeys, ({ Keys = [] }) => ({ Keys: Keys.map(itemFromWire) })),
    }),
  })),
  Query: orForeign(({ Items, LastEvaluatedKey, ...rest }) => ({
    ...rest,
    ...(Items && { Items: Items.map(itemFromWire) }),
    ...(LastEvaluatedKey && { LastEvaluatedKey: itemFromWire(LastEvaluatedKey) }),
  })),
};

function orForeign(read: Read): Read {
  return (answer) => {
    try {
      return read(answer);
    } catch (cause) {
      throw new ForeignAnswerError('expected items with typed values', { cause });
    }
  };
}

export function mapValues<From, To>(
  map: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}
