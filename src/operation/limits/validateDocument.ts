import {
  NoSchemaIntrospectionCustomRule,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  GraphQLError,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationContext,
} from 'graphql';
import { InvalidOperationError } from './InvalidOperationError';

/** A person mends the first few and asks again; more would only make a small request a large answer. */
const MAX_ERRORS = 5;

/** Those of GraphQL, each of which reports, and none of which throws. */
const RULES = specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? singleFieldSubscriptions : rule));

/** Remembers what was found of each document, for as long as the document itself is kept. */
export class DocumentValidation {
  private readonly found = {
    introspecting: new WeakMap<DocumentNode, readonly GraphQLError[]>(),
    plain: new WeakMap<DocumentNode, readonly GraphQLError[]>(),
  };

  constructor(private readonly schema: GraphQLSchema) {}

  /** Throws {@link InvalidOperationError}. */
  assertValid(document: DocumentNode, mayIntrospect: boolean): void {
    const known = this.found[mayIntrospect ? 'introspecting' : 'plain'];
    const rules = mayIntrospect ? RULES : [...RULES, NoSchemaIntrospectionCustomRule];
    const errors = known.get(document) ?? validate(this.schema, document, rules, { maxErrors: MAX_ERRORS });
    known.set(document, errors);
    if (errors.length > 0) throw new InvalidOperationError('GRAPHQL_VALIDATION_FAILED', errors);
  }
}

/**
 * What a subscription follows must be known from its document alone (https://spec.graphql.org/September2025/#sec-Single-Root-Field). graphql-js
 * collects its fields without variables for this, and throws where one of them decides.
 */
function singleFieldSubscriptions(context: ValidationContext): ASTVisitor {
  const rule = SingleFieldSubscriptionsRule(context) as {
    OperationDefinition: (node: OperationDefinitionNode) => void;
  };
  return {
    OperationDefinition(node) {
      try {
        rule.OperationDefinition(node);
      } catch (cause) {
        if (!(cause instanceof GraphQLError)) throw cause;
        context.reportError(
          new GraphQLError(
            'Expected the field of a subscription to stand without conditions, or with true or false written out: no variable decides what is followed.',
            { nodes: node },
          ),
        );
      }
    },
  };
}
