import { ApolloServerErrorCode } from '@apollo/server/errors';
import { ArgumentValidationError } from 'type-graphql';
import type { ValidationError } from 'class-validator';
import { GraphQLError, Kind, print, type ASTNode, type GraphQLFormattedError } from 'graphql';
import { IdentityUnavailableError } from '../identity/IdentityTokens';
import { UserPoolRefusal, UserPoolUnavailableError } from '../identity/userPool/refusals';
import { ArgumentError, FilterDeniedError } from '../loading/ListReader';
import { ListTooLongError } from '../loading/ListSearch';
import { ScalarError } from '../model/boundedText';
import { CursorError } from '../storage/cursors';
import { ContentionError, StoreUnavailableError } from '../storage/calls/errors';
import type { ErrorCode } from './errorCodes';
import { OperationRejectedError, PublicError } from './errors';

const USER_POOL_PAUSE_SECONDS = 60;

/** What graphql-js says by itself is shorter; what makes it longer are names that the client chose. */
const MAX_MESSAGE = 1000;
const MAX_PLACE = 200;
/** A person mends the first few, and asks again. */
const MAX_FIELDS = 10;

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
  const { code, message, extensions } = describe(original, { ...formatted, message: withoutLiteral(formatted, error) });
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  return {
    formatted: { message, ...place, extensions: { ...sendable(extensions), code, requestId } },
    isFault: code === 'INTERNAL_SERVER_ERROR',
  };
}

interface Description {
  readonly code: ErrorCode;
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Without what JSON cannot take: no error of one field may cost the whole answer, which tells what other fields have done. */
function sendable(extensions: Description['extensions'] = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extensions).filter(([, value]) => isSendable(value)));
}

function isSendable(value: unknown): boolean {
  try {
    return (JSON.stringify(value) as string | undefined) !== undefined;
  } catch {
    return false;
  }
}

function describe(error: unknown, formatted: GraphQLFormattedError): Description {
  if (error instanceof PublicError)
    return { code: error.extensions.code as ErrorCode, message: error.message, extensions: error.extensions };
  if (error instanceof CursorError)
    return { code: 'BAD_USER_INPUT', message: error.message, extensions: { argument: 'after' } };
  if (error instanceof ArgumentError)
    return { code: 'BAD_USER_INPUT', message: error.message, extensions: { argument: error.argument } };
  if (error instanceof ListTooLongError) return { code: 'QUERY_TOO_COMPLEX', message: error.message };
  if (error instanceof FilterDeniedError)
    return { code: 'FORBIDDEN', message: error.message, extensions: { coordinate: error.field.coordinate } };
  if (error instanceof StoreUnavailableError)
    return { code: 'TRY_AGAIN', message: 'The database is busy or cannot be reached. Try again in a moment.' };
  if (error instanceof ContentionError)
    return { code: 'TRY_AGAIN', message: 'Somebody else is changing the same item. Try again in a moment.' };
  if (error instanceof ArgumentValidationError) return describeInvalidInput(error);
  if (isOfUserPool(error)) return describeUserPool(error, formatted);
  if (error instanceof OperationRejectedError) return { code: 'FORBIDDEN', message: 'The operation was refused.' };
  return describeByCode(formatted, error instanceof ScalarError ? error.message : undefined);
}

type UserPoolError = UserPoolRefusal | UserPoolUnavailableError | IdentityUnavailableError;

function isOfUserPool(error: unknown): error is UserPoolError {
  return [UserPoolRefusal, UserPoolUnavailableError, IdentityUnavailableError].some((kind) => error instanceof kind);
}

/** What a person can mend is in the payload; of the rest, only whether asking again helps. Cognito does not say when. */
function describeUserPool(error: UserPoolError, formatted: GraphQLFormattedError): Description {
  if (!(error instanceof UserPoolRefusal))
    return { code: 'TRY_AGAIN', message: 'Sign-in is busy or cannot be reached. Try again in a moment.' };
  if (error.reason !== 'too many attempts' && error.reason !== 'account limited') return describeByCode(formatted);
  const retryAfterSeconds = USER_POOL_PAUSE_SECONDS;
  const message = `Too fast: ask again in ${String(retryAfterSeconds)} seconds.`;
  return { code: 'RATE_LIMITED', message, extensions: { retryAfterSeconds } };
}

/** Inputs that break a rule of form: the first fields with what was expected of them, and no value. */
function describeInvalidInput({ extensions }: ArgumentValidationError): Description {
  const fields = extensions.validationErrors.flatMap((each) => invalidFields(each, [])).slice(0, MAX_FIELDS);
  return { code: 'BAD_USER_INPUT', message: fields.map(({ message }) => message).join(' '), extensions: { fields } };
}

function invalidFields(
  { property, constraints = {}, children = [] }: ValidationError,
  above: readonly string[],
): { field: string; message: string }[] {
  const path = [...above, property];
  const here = Object.values(constraints).map((message) => ({ field: path.join('.'), message }));
  return [...here, ...children.flatMap((child) => invalidFields(child, path))];
}

/** Documents and variables that are wrong: the parser's and validator's words, without guesses at names or echoes of values. */
function describeByCode({ message, extensions }: GraphQLFormattedError, expected?: string): Description {
  const code = extensions?.code;
  if (code === ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE)
    return { code: 'BAD_USER_INPUT', message: 'Expected `operationName` to name one operation of the document.' };
  // The words by which clients know that the whole document is to be sent.
  if (code === ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED) return { code: 'BAD_USER_INPUT', message };
  // Apollo's own words for requests that are no GraphQL request, or that a foreign page could have sent.
  if (code === ApolloServerErrorCode.BAD_REQUEST) return { code: 'BAD_USER_INPUT', message };
  if (!OWN_CODES.has(code)) return { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };
  return { code: code as ErrorCode, message: withoutEcho(message, expected) };
}

/** What the validator says of a literal may quote it; its place, and the type that it takes, are enough to mend it. */
function withoutLiteral({ message }: GraphQLFormattedError, error: unknown): string {
  if (error instanceof ScalarError) return message;
  const [node] = (error instanceof GraphQLError && error.nodes) || [];
  if (!node || !quotes(message, node)) return message;
  const [, ...found] =
    /^(?:Enum "(\w+)"|(\w+)) cannot represent|of type "([\w![\]]+)"|in "(\w+)" enum/.exec(message) ?? [];
  const type = found.join('');
  return type === '' ? 'Expected a value that its place takes.' : `Expected a value of type "${type}".`;
}

function quotes(message: string, node: ASTNode): boolean {
  if (node.kind === Kind.LIST || node.kind === Kind.OBJECT) return !message.startsWith('Field "');
  // As it was sent, or as graphql-js writes it, with its escapes.
  if (node.kind === Kind.STRING) return isIn(message, node.value) || isIn(message, print(node));
  if (node.kind === Kind.ENUM) return isIn(message, node.value);
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return isIn(message, node.value);
  return node.kind === Kind.BOOLEAN;
}

function isIn(message: string, value: string): boolean {
  return message.toLowerCase().includes(value.toLowerCase());
}

/**
 * The words of graphql-js about a document or a variable, without the values that they quote, and what a scalar of ours expected. Takes time
 * linear in their length.
 */
function withoutEcho(message: string, expected?: string): string {
  const variable = /^Variable "(\$\w+)" got invalid value /.exec(message)?.[1];
  if (variable === undefined) return atMost(MAX_MESSAGE, firstLine(withoutSuggestion(withoutToken(message))));
  const places = [...message.matchAll(/ at "([\w.[\]]+)";/g)].map(([, place = '']) => place);
  const place = places.find((each) => `$${each}`.startsWith(variable));
  const at = place === undefined ? '' : ` at "${atMost(MAX_PLACE, place)}"`;
  return `Variable "${atMost(MAX_PLACE, variable)}" got an invalid value${at}${expected === undefined ? '; see its type in the schema.' : `. ${expected}`}`;
}

/** `Syntax Error: Expected Name, found String "secret".` → the same without the text, which may have several lines. */
function withoutToken(message: string): string {
  return message.replace(/\b(String|BlockString|Int|Float) ".*/s, '$1.');
}

/** It is the last thing that is said. */
function withoutSuggestion(message: string): string {
  return message.split(' Did you mean ', 1)[0] ?? message;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}

function atMost(length: number, text: string): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
