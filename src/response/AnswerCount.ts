import type { GraphQLResolveInfo } from 'graphql';
import { lettersOf } from './answerBytes';
import { AnswerTooLargeError, tooLargeFor, type Room } from './AnswerTooLargeError';

/** What an answer that graphql-js makes has had so far. By the context of its operation, which is all that resolvers share. */
const counts = new WeakMap<object, AnswerCount>();

/** Begins to count what the operation with this context answers. */
export function countAnswerOf(context: object, room: Room): void {
  counts.set(context, new AnswerCount(room));
}

/** What the answer of this operation has had so far, where graphql-js makes it. */
export function countOf(context: object | undefined): AnswerCount | undefined {
  return context && counts.get(context);
}

class AnswerCount {
  private letters = 0;

  constructor(private readonly room: Room) {}

  /** Throws where the answer is full: nothing is resolved any more. */
  assertRoom({ path }: GraphQLResolveInfo): void {
    if (this.letters <= this.room.maxBytes) return;
    const isNotBegun = this.room.isSerial && path.prev === undefined;
    throw isNotBegun ? AnswerTooLargeError.notBegun(this.room.maxBytes) : tooLargeFor(this.room);
  }

  /** Gives back the value, which has room; throws where it has not. */
  add<T>(info: GraphQLResolveInfo, value: T): T {
    this.letters += String(info.path.key).length + (Array.isArray(value) ? lettersOfItems(value) : lettersOfOne(value));
    if (this.letters > this.room.maxBytes) throw tooLargeFor(this.room);
    return value;
  }
}

function lettersOfItems(items: readonly unknown[]): number {
  return items.reduce<number>((sum, item) => sum + lettersOfOne(item), 0);
}

/** What is selected on an object is counted there. */
function lettersOfOne(value: unknown): number {
  return typeof value === 'object' ? 1 : lettersOf(value);
}
