import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  print,
  astFromValue,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Matrix } from './accessMatrix';
import { ROOT } from './LocalStack';

/** Where the fields of one type are asked for. */
export interface Place {
  readonly type: string;
  /** Whose object it is, such as `the customer’s order`. */
  readonly name: string;
  /** The way from the root, with a `?` where the fields stand; and the names of the fields that lead there, in the answer. */
  readonly text: string;
  readonly path: readonly string[];
}

export type Outcome = 'seen' | 'denied' | 'absent';

/** The schema that clients see, as far as it takes to ask for all of it. */
export class EveryField {
  private readonly schema: GraphQLSchema = buildSchema(readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8'));
  /** Coordinates that were asked for. */
  readonly asked = new Set<string>();

  constructor(
    private readonly matrix: Matrix,
    /** Values of arguments and input fields by their names. */
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /** Fields that have a rule of their own, or their type’s. */
  fieldsOf(type: string): readonly string[] {
    return Object.keys(this.objectType(type).getFields());
  }

  /** A document that asks for all these fields of one object. */
  document(place: Place, fields: readonly string[]): string {
    const all = this.objectType(place.type).getFields();
    const selected = fields.flatMap((name) => {
      const field = all[name];
      if (!field) return [];
      this.asked.add(`${place.type}.${name}`);
      return [this.selectionOf(field)];
    });
    return place.text.replace('?', () => selected.join(' '));
  }

  /** A mutation with values that are good enough to be judged. */
  mutation(name: string): string {
    const field = this.objectType('Mutation').getFields()[name];
    if (!field) throw new RangeError(`no mutation ${name}`);
    this.asked.add(`Mutation.${name}`);
    return `mutation { ${this.selectionOf(field)} }`;
  }

  /** Coordinates that nothing leads to but a mutation which was allowed, or a subscription. */
  get notAsked(): string[] {
    return [...this.matrix.keys()].filter((coordinate) => coordinate.includes('.') && !this.asked.has(coordinate));
  }

  private objectType(name: string) {
    const type = this.schema.getType(name);
    if (!isObjectType(type)) throw new RangeError(`no object type ${name}`);
    return type;
  }

  private selectionOf(field: GraphQLField<unknown, unknown>): string {
    const given = field.args.filter((each) => isRequiredArgument(each) || each.name in this.values);
    const args = given.map(({ name, type }) => `${name}: ${this.literal(name, type)}`).join(', ');
    return `${field.name}${args && `(${args})`}${this.subselection(field.type)}`;
  }

  /** Of values all their fields; of objects with rules of their own nothing, since these are asked for in their own place. */
  private subselection(output: GraphQLOutputType): string {
    const type = getNamedType(output);
    if (isLeafType(type)) return '';
    if (isAbstractType(type) || this.matrix.has(type.name)) return ' { __typename }';
    const fields = Object.values(type.getFields());
    for (const { name } of fields) this.asked.add(`${type.name}.${name}`);
    return ` { ${fields.map((field) => this.selectionOf(field)).join(' ')} }`;
  }

  private literal(name: string, type: GraphQLInputType): string {
    const ast = astFromValue(this.value(name, type), type);
    return ast ? print(ast) : 'null';
  }

  private value(name: string, type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.value(name, type.ofType);
    if (isListType(type)) return this.values[name] ?? [this.value(name, type.ofType)];
    if (isInputObjectType(type)) {
      const required = Object.values(type.getFields()).filter(isRequiredInputField);
      return Object.fromEntries(required.map((field) => [field.name, this.value(field.name, field.type)]));
    }
    if (isEnumType(type)) return type.getValues()[0]?.value as unknown;
    if (name in this.values) return this.values[name];
    return VALUES[type.name];
  }
}

/** Of scalars that have no better value by their name. */
const VALUES: Readonly<Record<string, unknown>> = {
  ...{ ID: 'x', String: 'prove', Int: 1, Boolean: true, Decimal: '1.00' },
  ...{ PhoneNumber: '+4930123456', EmailAddress: 'prove@example.com' },
};
