import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Dice } from '../../projection/Dice';

/** A request as a client sends it, but for who asks. */
export interface RandomRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** What may be given for an argument, by its name: good values, and values that are refused or lead nowhere. */
export type ArgumentValues = Readonly<Record<string, readonly unknown[]>>;

type Field = GraphQLField<unknown, unknown>;

const MAX_DEPTH = 6;

/** A valid document over the schema: fields of every type, aliased, merged, conditional, in fragments, with literals and variables. */
export function randomOperation(dice: Dice, schema: GraphQLSchema, values: ArgumentValues): RandomRequest {
  return new OperationWriter(dice, schema, values).write();
}

class OperationWriter {
  private readonly variables: { readonly name: string; readonly type: string; readonly value: unknown }[] = [];
  private readonly fragments: { readonly on: string; readonly name: string; readonly body: string }[] = [];
  private aliases = 0;

  constructor(
    private readonly dice: Dice,
    private readonly schema: GraphQLSchema,
    private readonly values: ArgumentValues,
  ) {}

  write(): RandomRequest {
    const query = this.schema.getQueryType()!;
    const body = `{ ${this.dice.times(1, 4, () => this.field(query, this.pickField(query, 0), 0)).join(' ')} }`;
    const definitions = this.variables.map(({ name, type }) => `$${name}: ${type}`).join(' ');
    const variables = Object.fromEntries(
      this.variables.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]),
    );
    const operation = `query Q${definitions && `(${definitions})`} ${body}`;
    const fragments = this.fragments.map(({ name, on, body: inside }) => `fragment ${name} on ${on} ${inside}`);
    const isOneOfTwo = this.dice.chance(10);
    return {
      query: [operation, ...(isOneOfTwo ? ['query Other { __typename }'] : []), ...fragments].join('\n'),
      variables,
      ...(isOneOfTwo && { operationName: 'Q' }),
    };
  }

  private selection(type: GraphQLCompositeType, depth: number): string {
    const parts = this.dice.times(1, 4, () => this.part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  private part(type: GraphQLCompositeType, depth: number): string {
    const kind = this.dice.upTo(20);
    if (kind === 0) return this.dice.pick(['__typename', 'what: __typename']);
    if (isAbstractType(type)) return kind < 5 ? 'id' : this.onPossibleType(type, depth);
    if (kind === 1) return this.conditional(`... on ${type.name}`, this.selection(type, depth));
    if (kind === 2) return this.conditional('...', this.selection(type, depth));
    if (kind === 3) return this.spread(type, depth);
    return this.field(type, this.pickField(type, depth), depth);
  }

  private onPossibleType(type: GraphQLCompositeType, depth: number): string {
    if (!isAbstractType(type)) return '';
    const inside = this.dice.pick(this.schema.getPossibleTypes(type));
    // Types that may stand side by side may not give one name to fields of different types.
    const fields = this.dice.times(1, 4, () => this.field(inside, this.pickField(inside, depth), depth, inside.name));
    return this.conditional(`... on ${inside.name}`, `{ ${fields.join(' ')} }`);
  }

  /** By a fragment of its own, or by one that was used before; which has no alias twice but for the same field. */
  private spread(type: GraphQLObjectType, depth: number): string {
    const known = this.fragments.filter(({ on }) => on === type.name);
    if (known.length > 0 && this.dice.chance(50)) return `...${this.dice.pick(known).name}`;
    const body = this.selection(type, Math.max(depth, MAX_DEPTH - 2));
    const name = `F${this.fragments.length}`;
    this.fragments.push({ on: type.name, name, body });
    return `...${name}`;
  }

  private pickField(type: GraphQLObjectType, depth: number): Field {
    const all = Object.values(type.getFields());
    const flat = all.filter((field) => !isCompositeType(getNamedType(field.type)));
    return this.dice.pick(depth < MAX_DEPTH || flat.length === 0 ? all : flat);
  }

  private field(type: GraphQLObjectType, field: Field, depth: number, prefix = ''): string {
    const given = this.arguments(field);
    const to = getNamedType(field.type);
    // What has arguments stands alone: under one name they would have to be the same.
    const alias = given === '' ? this.aliasOf(field, prefix) : `${prefix}a${(this.aliases += 1)}`;
    const name = alias === '' ? field.name : `${alias}: ${field.name}`;
    return this.conditional(`${name}${given}`, isCompositeType(to) ? this.inside(to, field.type, type, depth) : '');
  }

  private inside(to: GraphQLCompositeType, as: GraphQLOutputType, from: GraphQLObjectType, depth: number): string {
    const isList = isListType(getNullableType(as));
    const isPage = isObjectType(to) && 'pageInfo' in to.getFields();
    return this.selection(to, depth + (isList || isPage || from.name === 'Query' ? 1 : 2) - 1 || 1);
  }

  private aliasOf({ name }: Field, prefix: string): string {
    if (prefix) return `${prefix}_${name}`;
    return this.dice.chance(15) ? `${name}_alias` : '';
  }

  private arguments({ args }: Field): string {
    const given = args.filter(({ name }) => name in this.values && (this.isNeeded(name, args) || this.dice.chance(40)));
    return given.length === 0 ? '' : `(${given.map((argument) => this.argument(argument)).join(' ')})`;
  }

  private isNeeded(name: string, args: readonly GraphQLArgument[]): boolean {
    const argument = args.find((each) => each.name === name);
    return String(argument?.type).endsWith('!') && argument?.defaultValue === undefined;
  }

  private argument({ name, type, defaultValue }: GraphQLArgument): string {
    const value = this.dice.pick(this.values[name]!);
    if (!this.dice.chance(40)) return `${name}: ${literal(value)}`;
    const variable = `v${this.variables.length}`;
    // Left out where that is allowed: the default, or nothing, then stands in its place.
    const isLeftOut = this.dice.chance(10) && (!String(type).endsWith('!') || defaultValue !== undefined);
    const as = isLeftOut ? String(type).replace(/!$/, '') : String(type);
    this.variables.push({ name: variable, type: as, value: isLeftOut ? undefined : textOf(value) });
    return `${name}: $${variable}`;
  }

  /** `@skip` and `@include`, by literal and by variable. */
  private conditional(head: string, body: string): string {
    if (!this.dice.chance(6)) return `${head} ${body}`;
    const directive = this.dice.pick(['skip', 'include']);
    const condition = this.dice.chance(50) ? this.condition() : String(this.dice.chance(70) === (directive !== 'skip'));
    return `${head} @${directive}(if: ${condition}) ${body}`;
  }

  private condition(): string {
    const name = `v${this.variables.length}`;
    this.variables.push({ name, type: 'Boolean!', value: this.dice.chance(50) });
    return `$${name}`;
  }
}

/** A name without quotes, for values of an enum; in variables it is a string. */
export class EnumName {
  constructor(readonly name: string) {}
}

function literal(value: unknown): string {
  if (value instanceof EnumName) return value.name;
  return Array.isArray(value) ? `[${value.map(literal).join(' ')}]` : JSON.stringify(value);
}

function textOf(value: unknown): unknown {
  return value instanceof EnumName ? value.name : value;
}
