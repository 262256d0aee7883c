import {
  getNamedType,
  isAbstractType,
  isObjectType,
  parse,
  print,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { Model } from '../../../model/Model';
import { ExampleValues, isCurrent, isRequired } from './exampleValues';
import { selectionOf } from './exampleSelections';
import { ROOTS, type Root } from './places';

/** An operation that can be sent as it is, with variables. */
export interface Example {
  readonly text: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Step {
  readonly field: GraphQLField<unknown, unknown>;
  /** The type on which it is selected, where that has to be said. */
  readonly on: string | null;
}

interface Way {
  readonly root: Root;
  readonly steps: readonly Step[];
}

/** Below the field of an operation, and of a type that is shown by itself. */
const DEPTH = 2;
/** Longer ways are no example of anything. */
const MOST_STEPS = 6;

/** Makes an example of each operation, and one that leads to each type. */
export class Examples {
  private readonly values: ExampleValues;
  private readonly ways: ReadonlyMap<string, Way>;

  constructor(
    private readonly schema: GraphQLSchema,
    model: Model,
  ) {
    this.values = new ExampleValues(model);
    this.ways = waysIn(schema);
  }

  ofOperation(root: Root, field: GraphQLField<unknown, unknown>): Example {
    return this.along({ root, steps: [{ field, on: null }] });
  }

  /** The shortest way to the type; `null` where no operation leads there. */
  ofType(name: string): Example | null {
    const way = this.ways.get(name);
    return way ? this.along(way) : null;
  }

  private along({ root, steps }: Way): Example {
    const variables: Record<string, unknown> = {};
    const declared: string[] = [];
    let text = '';
    for (const { field, on } of [...steps].reverse()) {
      const below = getNamedType(field.type);
      const given = field.args.filter(isRequired).map((argument) => {
        const name = nameFor(argument, variables);
        variables[name] = this.values.of(argument, this.typeOf(below));
        declared.unshift(`$${name}: ${String(argument.type)}`);
        return `${argument.name}: $${name}`;
      });
      const selected = text === '' ? selectionOf(this.schema, below, DEPTH) : text;
      const asked = `${field.name}${inBrackets(given)} ${selected}`;
      text = on === null ? `{ ${asked} }` : `{ ... on ${on} { ${asked} } }`;
    }
    const name = steps.map(({ field }) => field.name.charAt(0).toUpperCase() + field.name.slice(1)).join('');
    const document = parse(`${root.keyword} ${name}${inBrackets(declared)} ${text}`);
    return { text: print(document), document, variables: Object.fromEntries(Object.entries(variables).reverse()) };
  }

  /** What an argument `id` is the id of. */
  private typeOf(type: GraphQLNamedType): string | null {
    if (isAbstractType(type)) return this.schema.getPossibleTypes(type)[0]?.name ?? null;
    return isObjectType(type) ? type.name : null;
  }
}

function inBrackets(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}

function nameFor({ name }: GraphQLArgument, taken: Readonly<Record<string, unknown>>): string {
  return name in taken ? nameFor({ name: `${name}2` } as GraphQLArgument, taken) : name;
}

/**
 * Breadth first, queries before mutations before subscriptions, so that each way is a short one that changes nothing if it can be; through an
 * interface only where there is no other.
 */
function waysIn(schema: GraphQLSchema): Map<string, Way> {
  const ways = new Map<string, Way>();
  for (const throughAbstract of [false, true]) {
    for (const root of ROOTS) addWaysFrom(schema, root, throughAbstract, ways);
  }
  return ways;
}

function addWaysFrom(schema: GraphQLSchema, root: Root, throughAbstract: boolean, ways: Map<string, Way>): void {
  const seen = new Set<string>();
  const type = schema.getType(root.typeName);
  let level = isObjectType(type) ? [{ type: type as GraphQLNamedOutputType, way: { root, steps: [] } as Way }] : [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    level = level
      .flatMap(({ type: from, way }) => (throughAbstract || !isAbstractType(from) ? onwards(schema, from, way) : []))
      .filter(({ type: to }) => !seen.has(to.name) && seen.add(to.name).has(to.name));
    for (const { type: to, way } of level) if (!ways.has(to.name)) ways.set(to.name, way);
  }
}

function onwards(schema: GraphQLSchema, from: GraphQLNamedOutputType, { root, steps }: Way) {
  const types = isAbstractType(from) ? schema.getPossibleTypes(from) : isObjectType(from) ? [from] : [];
  return types.flatMap((type) =>
    Object.values(type.getFields())
      .filter(isCurrent)
      .map((field) => {
        const on = isAbstractType(from) ? type.name : null;
        return { type: getNamedType(field.type), way: { root, steps: [...steps, { field, on }] } };
      })
      .filter((each) => isObjectType(each.type) || isAbstractType(each.type)),
  );
}
