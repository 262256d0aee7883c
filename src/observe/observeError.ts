import { GraphQLError } from 'graphql';
import { CursorError } from '../storage/cursors';
import { currentRecord } from './requestScope';

/** Enters into the request's record the code that stands for an error; a cursor that was not given out is a security event. */
export function observeError(error: unknown, code: unknown): void {
  const record = currentRecord();
  if (typeof code === 'string') record?.codes.add(code);
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (original instanceof CursorError) record?.security.add('forged_cursor');
}
