import {
  Kind,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** One operation in two: what it asks of the schema, and what it asks of the data. */
export interface SplitOperation {
  readonly introspection: DocumentNode;
  /** `null` where nothing else is asked. */
  readonly data: DocumentNode | null;
}

/** Splits a valid document whose operation selects `__schema` or `__type`; `null` where it does not. */
export function splitIntrospection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): SplitOperation | null {
  const chosen = withoutOthers(document, operation);
  const found = { introspection: false, data: false };
  const introspection = keepRootFields(schema, chosen, (field) => {
    const isIntrospecting = asksForSchema(field);
    found[isIntrospecting ? 'introspection' : 'data'] = true;
    return isIntrospecting;
  });
  if (!found.introspection) return null;
  const data = found.data ? keepRootFields(schema, chosen, (field) => !asksForSchema(field)) : null;
  return { introspection: withUsedVariables(withUsedFragments(introspection)), data };
}

function asksForSchema({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

function withoutOthers(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
}

/** Root fields may stand in fragments, too; a selection that is left empty selects nothing. */
function keepRootFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  keep: (field: FieldNode) => boolean,
): DocumentNode {
  const info = new TypeInfo(schema);
  const root = schema.getQueryType();
  const Field = (node: FieldNode) => (info.getParentType() === root && !keep(node) ? null : undefined);
  return visit(document, visitWithTypeInfo(info, { Field }));
}

/** Those of the other part hold its variables. */
function withUsedFragments(document: DocumentNode): DocumentNode {
  const [used = document] = Object.values(separateOperations(document));
  return used;
}

/** Variables of the other part have types that the visible schema may not know. */
function withUsedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
}
