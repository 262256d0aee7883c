import {
  getArgumentValues,
  getVariableValues,
  GraphQLError,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { askedOperation, type AskedOperation } from '../../projection/selection';
import { PublicError } from '../../response/errors';
import { InvalidOperationError } from './InvalidOperationError';

type Variables = Readonly<Record<string, unknown>>;

/** A person mends the first few and asks again. */
const MAX_ERRORS = 5;

/**
 * The valid operation `definition` as it is asked with these variables, defaults filled in. Throws {@link InvalidOperationError} where they cannot
 * be used: they are not of their types, or are `null` in a place of the document that takes none. graphql-js finds the latter out while it
 * executes, when other fields may have been written, and tells it in the way of its own errors and of a resolver's; so it is found out here,
 * and what is thrown later is no client's.
 */
export function usableOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  definition: OperationDefinitionNode,
  given: Variables,
): AskedOperation {
  const { variableDefinitions = [] } = definition;
  assertUsableNames(definition, given);
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given, { maxErrors: MAX_ERRORS });
  if (!coerced) throw invalid(errors);
  const asked = askedOperation(document, definition, coerced);
  if (variableDefinitions.some(({ variable: { name } }) => (coerced[name.value] ?? null) === null)) {
    const nulls = new NullArguments(schema, asked).find();
    if (nulls.length > 0) throw invalid(nulls);
  }
  return asked;
}

function invalid(errors: readonly GraphQLError[]): InvalidOperationError {
  return new InvalidOperationError('BAD_USER_INPUT', errors.slice(0, MAX_ERRORS));
}

/** graphql-js keeps them in a plain object: a value of `$__proto__` is lost in it, and in place of one that was left out it may find a method. */
function assertUsableNames({ variableDefinitions = [] }: OperationDefinitionNode, given: Variables): void {
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    const isThere = Object.hasOwn(given, name) || defaultValue !== undefined;
    if (name === '__proto__' || (!isThere && name in Object.prototype))
      throw invalid([
        new PublicError('BAD_USER_INPUT', `Expected a value for the variable "$${name}", or another name for it.`),
      ]);
  }
}

/** Looks for arguments, of fields and directives that count, which cannot be made since a variable in them is `null`. */
class NullArguments {
  private readonly errors: GraphQLError[] = [];
  private readonly spread = new Set<FragmentDefinitionNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly asked: AskedOperation,
  ) {}

  find(): readonly GraphQLError[] {
    this.look(this.asked.definition);
    for (const fragment of this.spread) this.look(fragment);
    return this.errors;
  }

  private look(root: OperationDefinitionNode | FragmentDefinitionNode): void {
    const types = new TypeInfo(this.schema);
    const visitor = visitWithTypeInfo(types, {
      // Their defaults are literals.
      VariableDefinition: () => false,
      Field: ({ name, arguments: given = [], directives = [] }) => {
        if (!this.isIncluded(directives)) return false;
        this.check(types.getFieldDef()?.args ?? [], given, `the field "${name.value}"`);
        return undefined;
      },
      InlineFragment: ({ directives = [] }) => (this.isIncluded(directives) ? undefined : false),
      FragmentSpread: ({ name, directives = [] }) => {
        const fragment = this.asked.fragments[name.value];
        if (fragment && this.isIncluded(directives)) this.spread.add(fragment);
      },
    });
    visit(root, visitor);
  }

  /** What is left out needs no arguments. */
  private isIncluded(directives: readonly DirectiveNode[]): boolean {
    const conditions = directives.map(({ name, arguments: given = [] }) => {
      const args = this.schema.getDirective(name.value)?.args ?? [];
      return { name: name.value, value: this.check(args, given, `@${name.value}`)?.if };
    });
    return !conditions.some(
      ({ name, value }) => (name === 'skip' && value === true) || (name === 'include' && value === false),
    );
  }

  /** The arguments' values, `null` where one cannot be made. */
  private check(args: readonly GraphQLArgument[], given: readonly ArgumentNode[], of: string): Variables | null {
    let values: Variables | null = {};
    for (const node of given) {
      const value = this.valueOf(args, node);
      if (!value) this.errors.push(nullIn(node, of));
      values = value && values && { ...values, ...value };
    }
    return values;
  }

  private valueOf(args: readonly GraphQLArgument[], node: ArgumentNode): Variables | null {
    const definition = { args: args.filter(({ name }) => name === node.name.value) };
    const call = { kind: Kind.DIRECTIVE, name: node.name, arguments: [node] } as const;
    try {
      return getArgumentValues(
        definition as unknown as Parameters<typeof getArgumentValues>[0],
        call,
        this.asked.variables,
      );
    } catch (cause) {
      if (cause instanceof GraphQLError) return null;
      throw cause;
    }
  }
}

function nullIn(node: ArgumentNode, of: string): PublicError {
  const names = new Set<string>();
  visit(node, { Variable: ({ name }) => void names.add(`$${name.value}`) });
  const message = `Expected no null in the argument "${node.name.value}" of ${of}, in a place that takes none: give a value to ${[...names].join(', ')}, or leave it out.`;
  return new PublicError('BAD_USER_INPUT', message, { argument: node.name.value });
}
