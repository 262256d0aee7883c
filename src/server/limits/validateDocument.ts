import {
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

/** A person mends the first few and asks again; more would only make a small request a large answer. */
const MAX_ERRORS = 5;

/** The document breaks the rules of GraphQL or of the schema; each of `errors` says where. */
export class InvalidDocumentError extends GraphQLError {
  constructor(readonly errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'The document is not valid.', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  }
}

/** Remembers what was found of each document, for as long as the document itself is kept. */
export class DocumentValidation {
  private readonly found = {
    introspecting: new WeakMap<DocumentNode, readonly GraphQLError[]>(),
    plain: new WeakMap<DocumentNode, readonly GraphQLError[]>(),
  };

  constructor(private readonly schema: GraphQLSchema) {}

  /** Throws {@link InvalidDocumentError}. */
  assertValid(document: DocumentNode, mayIntrospect: boolean): void {
    const known = this.found[mayIntrospect ? 'introspecting' : 'plain'];
    const rules = mayIntrospect ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = known.get(document) ?? validate(this.schema, document, rules, { maxErrors: MAX_ERRORS });
    known.set(document, errors);
    if (errors.length > 0) throw new InvalidDocumentError(errors);
  }
}
