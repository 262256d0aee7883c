import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ArgumentError, FilterDeniedError } from '../loading/Reader';
import { CursorError } from '../storage/cursors';
import { StoreUnavailableError } from '../storage/errors';
import { OperationRejectedError, PublicError, type ErrorCode } from './errors';

/** What the client learns of a failure: nothing that was not written for it. */
export interface Presented {
  readonly formatted: GraphQLFormattedError;
  /** Whether it is a fault of ours, for the log. */
  readonly isFault: boolean;
}

const OWN_CODES: ReadonlySet<unknown> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/** The one place that turns any failure into what the client may learn. Never throws. */
export function presentError(formatted: GraphQLFormattedError, error: unknown, requestId: string): Presented {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const { code, message, extensions } = describe(original, formatted);
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  return {
    formatted: { message, ...place, extensions: { ...extensions, code, requestId } },
    isFault: code === 'INTERNAL_SERVER_ERROR',
  };
}

interface Description {
  readonly code: ErrorCode;
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

function describe(error: unknown, formatted: GraphQLFormattedError): Description {
  if (error instanceof PublicError)
    return { code: error.extensions.code as ErrorCode, message: error.message, extensions: error.extensions };
  if (error instanceof CursorError)
    return { code: 'BAD_USER_INPUT', message: error.message, extensions: { argument: 'after' } };
  if (error instanceof ArgumentError)
    return { code: 'BAD_USER_INPUT', message: error.message, extensions: { argument: error.argument } };
  if (error instanceof FilterDeniedError)
    return { code: 'FORBIDDEN', message: error.message, extensions: { coordinate: error.field.coordinate } };
  if (error instanceof StoreUnavailableError)
    return { code: 'TRY_AGAIN', message: 'The store is busy or away; try again in a moment.' };
  if (error instanceof OperationRejectedError) return { code: 'FORBIDDEN', message: 'The operation was refused.' };
  return describeByCode(formatted);
}

/** Documents and variables that are wrong: the parser's and validator's words, without guesses at names or echoes of values. */
function describeByCode({ message, extensions }: GraphQLFormattedError): Description {
  const code = extensions?.code;
  if (!OWN_CODES.has(code)) return { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };
  return { code: code as ErrorCode, message: withoutEcho(withoutSuggestion(message)) };
}

function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean [^?]*\?/g, '').trim();
}

/** `Variable "$x" got invalid value "secret" at "x.y"; …` → the same without the value. */
function withoutEcho(message: string): string {
  const [, variable, place] = /^Variable "(\$\w+)" got invalid value .*?(?: at "([\w.[\]]+)")?;/s.exec(message) ?? [];
  if (variable === undefined) return message.split('\n')[0] ?? message;
  return `Variable "${variable}" got an invalid value${place === undefined ? '' : ` at "${place}"`}; see its type in the schema.`;
}
