import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  type GraphQLAbstractType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { EnumName, InputValues } from './InputValues';
import type { SeededDice } from './SeededDice';
import { anyJson, strangeText } from './strangeValues';

/** What a client sends as the body of a request. */
export interface FuzzedOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What every object has by birth, and what promises and lists have. */
const ALIASES = [...Object.getOwnPropertyNames(Object.prototype), 'then', 'length'];
/** Names that are methods of every object, or are longer than is taken. */
const VARIABLES = ['__proto__', 'toString', 'constructor', 'valueOf', 'v', '_', 'x'.repeat(128), 'x'.repeat(129)];
const MAX_DEPTH = 4;
const EVERYTHING = '{ __typename }';

function itemOf(type: GraphQLInputType): GraphQLInputType {
  const nullable = getNullableType(type);
  return isListType(nullable) ? nullable.ofType : nullable;
}

/** Documents over the schema, valid in their most part, with variables of the right and of any other kind. */
export class OperationFuzzer {
  private readonly values: InputValues;
  private readonly variables: { name: string; definition: string; value: unknown }[] = [];
  private readonly fragments: string[] = [];
  private aliases = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly dice: SeededDice,
    /** Whether a mutation is for the caller: most that are asked for are. */
    private readonly isForCaller: (mutation: GraphQLField<unknown, unknown>) => boolean,
  ) {
    // Half of the requests are as good as a client's, so that they come to the store.
    this.values = new InputValues(dice, dice.pick([0, 0, 0, 1, 3, 10, 30]));
  }

  operation(): FuzzedOperation {
    const { dice } = this;
    const kind = dice.pick(['query', 'query', 'query', 'mutation', 'mutation', 'subscription'] as const);
    const root = this.rootOf(kind);
    const body = this.body(root, kind);
    const definitions = this.variables.map(({ definition }) => definition).join(' ');
    const head = `${kind} Fuzzed${definitions && `(${definitions})`} ${this.directives()}`;
    const documents = [`${head} ${body}`, ...this.fragments];
    if (dice.chance(5))
      documents.push(dice.pick(['query Other { __typename }', 'subscription Other { __typename }', '# end']));
    const query = this.broken(documents.join('\n'));
    return { kind, parameters: this.parameters(query) };
  }

  private rootOf(kind: FuzzedOperation['kind']): GraphQLObjectType {
    const { schema } = this;
    const roots = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    };
    const root = roots[kind];
    if (!root) throw new TypeError(`expected the schema to have a ${kind}`);
    return root;
  }

  private body(root: GraphQLObjectType, kind: FuzzedOperation['kind']): string {
    if (kind !== 'subscription') return this.selection(root, 0, { query: 3, mutation: 2 }[kind]);
    const field = this.dice.pick(Object.values(root.getFields()));
    const inner = this.field(field, 0);
    if (!this.dice.chance(10)) return `{ ${inner} }`;
    this.fragments.push(`fragment Followed on ${root.name} { ${inner} }`);
    return `{ ...Followed ${this.directives()} }`;
  }

  private parameters(query: string): Readonly<Record<string, unknown>> {
    const { dice } = this;
    const variables = Object.fromEntries(
      this.variables.filter(() => !dice.chance(4)).map(({ name, value }) => [name, value]),
    );
    if (dice.chance(3)) variables[strangeText(dice)] = anyJson(dice);
    return {
      query: dice.chance(1) ? anyJson(dice) : query,
      ...(this.variables.length > 0 || dice.chance(5) ? { variables: dice.chance(2) ? anyJson(dice) : variables } : {}),
      ...(dice.chance(10) && { operationName: dice.chance(80) ? 'Fuzzed' : anyJson(dice) }),
      ...(dice.chance(2) && { extensions: dice.chance(50) ? { persistedQuery: anyJson(dice) } : anyJson(dice) }),
      ...(dice.chance(1) && { documentId: anyJson(dice) }),
      ...(dice.chance(2) && { [strangeText(dice)]: anyJson(dice) }),
    };
  }

  private selection(type: GraphQLCompositeType, depth: number, most = 4): string {
    if (depth > MAX_DEPTH) return EVERYTHING;
    return `{ ${this.dice.times(1, most, () => this.part(type, depth)).join(' ')} }`;
  }

  private part(type: GraphQLCompositeType, depth: number): string {
    const kind = this.dice.upTo(25);
    if (kind === 0) return '__typename';
    if (kind === 1 && depth === 0 && type.name === 'Query') return this.introspection();
    if (isAbstractType(type)) return this.onPossibleType(type, depth);
    if (kind === 2) return `... on ${type.name} ${this.directives()} ${this.selection(type, depth + 1)}`;
    if (kind === 3) return `... ${this.directives()} ${this.selection(type, depth + 1)}`;
    if (kind === 4 && depth > 0) return this.spread(type, depth);
    return this.field(this.pickField(type), depth);
  }

  private pickField(type: GraphQLObjectType): GraphQLField<unknown, unknown> {
    const all = Object.values(type.getFields());
    const own = type.name === 'Mutation' && this.dice.chance(80) ? all.filter((field) => this.isForCaller(field)) : [];
    return this.dice.pick(own.length > 0 ? own : all);
  }

  private introspection(): string {
    return this.dice.pick([
      '__schema { types { name } }',
      `__type(name: ${this.written('Shop', 'String!')}) { name fields { name args { name } } }`,
    ]);
  }

  private onPossibleType(type: GraphQLAbstractType, depth: number): string {
    const inside = this.dice.pick(this.schema.getPossibleTypes(type));
    return this.dice.chance(20) ? 'id' : `... on ${inside.name} ${this.selection(inside, depth + 1)}`;
  }

  private spread(type: GraphQLCompositeType, depth: number): string {
    const at = this.fragments.push('') - 1;
    const name = `F${at}`;
    this.fragments[at] = `fragment ${name} on ${type.name} ${this.selection(type, depth + 1)}`;
    return `...${name} ${this.directives()}`;
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const to = getNamedType(field.type);
    const given = field.args.filter((argument) => isRequiredArgument(argument) || this.dice.chance(40));
    const args = given.map((argument) => this.argument(argument, field.name)).join(', ');
    const inside = isCompositeType(to) ? this.selection(to, depth + 1) : '';
    return `${this.alias(args !== '')}${field.name}${args && `(${args})`} ${this.directives()} ${inside}`;
  }

  /** What has arguments needs a name of its own beside the same field with others. */
  private alias(isNeeded: boolean): string {
    if (this.dice.chance(2)) return `${this.dice.pick(ALIASES)}: `;
    if (!isNeeded && !this.dice.chance(5)) return '';
    this.aliases += 1;
    return `a${this.aliases}: `;
  }

  private argument({ name, type, defaultValue }: GraphQLArgument, field: string): string {
    const value = this.values.of(type, name === 'id' ? `${field}Id` : name);
    if (!this.dice.chance(60)) return `${name}: ${this.literal(value, type, name)}`;
    return `${name}: ${this.variable(value, type, defaultValue !== undefined)}`;
  }

  private variable(value: unknown, type: GraphQLInputType, hasDefault: boolean): string {
    const { dice } = this;
    const name = dice.chance(3) ? dice.pick(VARIABLES) : `v${this.variables.length}`;
    const plain = String(type).replace(/!$/, '');
    // Nullable with a default may stand where no null may.
    const isDefaulted = isNonNullType(type) && dice.chance(15);
    const as = isDefaulted || (hasDefault && dice.chance(30)) ? plain : String(type);
    const start = isDefaulted ? ` = ${this.literal(this.values.of(type, name), null, name)}` : '';
    this.variables.push({
      name,
      definition: `$${name}: ${as}${start}`,
      value: isDefaulted && dice.chance(15) ? null : value,
    });
    return `$${name}`;
  }

  private written(value: unknown, type: string): string {
    if (this.dice.chance(50)) return JSON.stringify(value);
    const name = `v${this.variables.length}`;
    const isNullable = this.dice.chance(30);
    const definition = isNullable
      ? `$${name}: ${type.replace('!', '')} = ${JSON.stringify(value)}`
      : `$${name}: ${type}`;
    this.variables.push({ name, definition, value: isNullable && this.dice.chance(15) ? null : value });
    return `$${name}`;
  }

  private directives(): string {
    const { dice } = this;
    if (!dice.chance(6)) return '';
    const name = dice.pick(['skip', 'include', 'include', 'deprecated', 'nothing', 'auth']);
    if (name !== 'skip' && name !== 'include') return dice.chance(3) ? `@${name}` : '';
    const condition = dice.chance(4)
      ? dice.pick(['null', '"true"', '1', '[true]'])
      : this.written(name === 'include', 'Boolean!');
    return `@${name}(if: ${condition})`;
  }

  /** A value as it is written in a document. Where its type is known, parts of it may be variables, which no default may have. */
  private literal(value: unknown, type: GraphQLInputType | null, name: string): string {
    if (value instanceof EnumName) return value.name;
    if (Array.isArray(value))
      return `[${value.map((each) => this.inside(each, type && itemOf(type), name)).join(' ')}]`;
    if (typeof value === 'object' && value !== null) return this.objectLiteral(value, type);
    if (typeof value === 'string' && this.dice.chance(5)) return `"""${value.replaceAll('"""', '')}"""`;
    return JSON.stringify(value);
  }

  private inside(value: unknown, type: GraphQLInputType | null, name: string, hasDefault = false): string {
    return type && this.dice.chance(20) ? this.variable(value, type, hasDefault) : this.literal(value, type, name);
  }

  private objectLiteral(value: object, type: GraphQLInputType | null): string {
    const named = type && getNamedType(type);
    const fields = named && 'getFields' in named ? named.getFields() : {};
    const members = Object.entries(value as Record<string, unknown>).map(([name, each]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return `${name}: ${this.inside(each, field?.type ?? null, name, field?.defaultValue !== undefined)}`;
    });
    return `{ ${members.join(' ')} }`;
  }

  /** A few documents have a piece too much or too little. */
  private broken(document: string): string {
    const { dice } = this;
    if (!dice.chance(4)) return document;
    const at = dice.upTo(document.length + 1);
    return document.slice(0, at) + (dice.chance(60) ? strangeText(dice) : '') + document.slice(at + dice.upTo(4));
  }
}
