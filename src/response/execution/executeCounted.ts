import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { lettersOf } from './answerBytes';
import { AnswerTooLargeError } from './AnswerTooLargeError';
import { cutToBytes, tooLargeFor, type Room } from './cutToBytes';

/** What an answer that graphql-js makes has had so far. By the context of its operation, which is all that resolvers share. */
const counts = new WeakMap<object, AnswerCount>();

/** graphql-js’s own execution, counted field by field on its way: see {@link countOf}. */
export async function executeCounted(
  args: ExecutionArgs & { readonly contextValue: object },
  room: Room,
): Promise<ExecutionResult> {
  const count = new AnswerCount(room);
  counts.set(args.contextValue, count);
  const result = await execute(args);
  const [first, ...others] = (result.errors ?? []).filter(isTooLarge);
  if (first && !room.isSerial) return { data: null, errors: [first] };
  // Of the fields below one mutation, one tells of it.
  const roots = new Set([first?.path?.[0]]);
  const repeated = new Set<GraphQLError>();
  for (const other of others) {
    if (roots.has(other.path?.[0])) repeated.add(other);
    roots.add(other.path?.[0]);
  }
  const errors = result.errors?.filter((error) => !repeated.has(error));
  // Of `__typename` nobody but graphql-js knows: it is measured here.
  return cutToBytes({ ...result, ...(errors && { errors }) }, room);
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

function isTooLarge({ originalError }: GraphQLError): boolean {
  return originalError instanceof AnswerTooLargeError;
}
