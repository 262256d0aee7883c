import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLError } from 'graphql';
import { countAnswerOf } from '../AnswerCount';
import { AnswerTooLargeError, type Room } from '../AnswerTooLargeError';
import { cutToBytes } from './cutToBytes';

/** graphql-js’s own execution, counted field by field on its way: see `AnswerCount`. */
export async function executeCounted(
  args: ExecutionArgs & { readonly contextValue: object },
  room: Room,
): Promise<ExecutionResult> {
  countAnswerOf(args.contextValue, room);
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

function isTooLarge({ originalError }: GraphQLError): boolean {
  return originalError instanceof AnswerTooLargeError;
}
