import { getOperationAST, GraphQLError, parse, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isRecord } from '../../json/isRecord';
import type { Requested } from '../../operation/Admission';
import { askedDocument, type Parameters } from '../../operation/documents/askedDocument';
import type { TakenDocuments } from '../../operation/documents/TakenDocuments';
import type { Asker } from '../../operation/limits/Asker';
import { InvalidOperationError } from '../../operation/limits/InvalidOperationError';
import { PublicError } from '../../response/errors';

const KEPT_DOCUMENTS = 500;
/** Longer ones are parsed anew each time: what is kept must be bounded, and clients' own are short. */
const KEPT_LENGTH = 10_000;

/** Reads the parameters with which a subscription is asked for, as Apollo reads those of a request. */
export class SubscriptionDocuments {
  private readonly documents = new LRUCache<string, DocumentNode>({ max: KEPT_DOCUMENTS });

  constructor(
    /** `null` where none can be named by an id. */
    private readonly taken: TakenDocuments | null,
    private readonly maxTokens: number,
  ) {}

  /** Throws a `GraphQLError` or `HttpRefusal` that says what is wrong. */
  requested(parameters: Parameters, asker: Asker): Requested {
    const document = this.parsed(this.textFor(parameters, asker));
    const definition = getOperationAST(document, operationNameIn(parameters)) ?? null;
    return { document, definition, variables: variablesIn(parameters) };
  }

  private textFor(parameters: Parameters, asker: Asker): string {
    const asked = askedDocument(parameters);
    const text = this.taken?.textFor(asked, asker) ?? asked.text;
    if (text === undefined) throw new PublicError('BAD_USER_INPUT', 'Expected the subscription as `query`.');
    return text;
  }

  private parsed(text: string): DocumentNode {
    const known = this.documents.get(text);
    if (known) return known;
    const document = parsed(text, this.maxTokens);
    if (text.length <= KEPT_LENGTH) this.documents.set(text, document);
    return document;
  }
}

function parsed(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens });
  } catch (cause) {
    throw cause instanceof GraphQLError ? new InvalidOperationError('GRAPHQL_PARSE_FAILED', [cause]) : cause;
  }
}

function operationNameIn({ operationName }: Parameters): string | null {
  if (operationName === undefined || operationName === null || operationName === '') return null;
  if (typeof operationName === 'string') return operationName;
  throw new PublicError('BAD_USER_INPUT', 'Expected `operationName` to be a string.');
}

function variablesIn({ variables }: Parameters): Requested['variables'] {
  if (variables === undefined || variables === null) return {};
  if (isRecord(variables)) return variables;
  throw new PublicError('BAD_USER_INPUT', 'Expected `variables` to be an object.');
}
