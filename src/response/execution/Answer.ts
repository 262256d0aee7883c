import {
  getLocation,
  GraphQLError,
  locatedError,
  responsePathAsArray,
  type ExecutionResult,
  type GraphQLSchema,
  type SourceLocation,
} from 'graphql';
import { entryOf } from '../../access/entryOf';
import { noteFaultPlace } from '../faultPlace';
import { noteSize } from './answerSize';
import { Level } from './Level';
import { Place, type Container } from './Place';
import { errorOf, isIterable, isPromise } from './resolved';
import { runtimeTypeOf, type FieldPlan, type ObjectPlan, type Shape } from './OperationPlan';

/** Where a value of a field goes. */
export interface Target {
  readonly container: Container;
  readonly key: string | number;
  readonly typename: string | undefined;
  readonly above: Place | undefined;
  /** The object whose field it is. */
  readonly source: unknown;
}

/** Objects that the values of one field led to, by what is selected on them. */
export type Below = Map<ObjectPlan, Level>;

/** Goes on once all promises among the items are settled, each replaced by its value or its error. */
type AwaitItems = (items: unknown[], goOn: (below: Below) => void) => void;

type ListShape = Extract<Shape, { kind: 'list' }>;

/**
 * The answer of one operation while it is filled: values become what their types say, or `null` with an error told, as the specification
 * has it (https://spec.graphql.org/October2021/#sec-Handling-Field-Errors).
 */
export class Answer {
  private readonly errors: GraphQLError[] = [];
  private readonly locations = new Map<FieldPlan, readonly SourceLocation[]>();
  /** Places that became `null` for an error; `undefined`: the whole answer. */
  private readonly nulled = new Set<Place | undefined>();
  private data: Container | null;
  /** Below the root. */
  private objects = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    root: Container,
    private readonly awaitItems: AwaitItems,
  ) {
    this.data = root;
  }

  get result(): ExecutionResult {
    const { data, errors, objects } = this;
    if (data) noteSize(data, objects);
    return errors.length === 0 ? { data } : { errors, data };
  }

  /** Whether nothing will be answered but errors. */
  get isNull(): boolean {
    return this.data === null;
  }

  /** Puts a value of the field in its place. Objects that it leads to are added to those `below`, still blank. */
  put(field: FieldPlan, shape: Shape, value: unknown, target: Target, below: Below): void {
    try {
      if (value instanceof Error) throw value;
      if (value === null || value === undefined) putNull(field, shape, target);
      else this.putAs(field, shape, value, target, below);
    } catch (cause) {
      this.fail(field, shape, target, cause);
    }
  }

  private putAs(field: FieldPlan, shape: Shape, value: unknown, target: Target, below: Below): void {
    switch (shape.kind) {
      case 'leaf':
        target.container[target.key] = serialized(shape.type, value);
        return;
      case 'list':
        this.putList(field, shape, value, target, below);
        return;
      case 'object':
        this.putObject(shape.plan(), value, placeAt(target, shape), below);
        return;
      case 'abstract': {
        const type = runtimeTypeOf(this.schema, shape.type, value, field);
        this.putObject(shape.planOf(type), value, placeAt(target, shape), below);
      }
    }
  }

  private putList(field: FieldPlan, shape: ListShape, value: unknown, target: Target, below: Below): void {
    if (!isIterable(value))
      throw new TypeError(
        `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.definition.name}".`,
      );
    const items = Array.from(value);
    const container: unknown[] = new Array(items.length).fill(null);
    const above = placeAt(target, shape);
    const { source } = target;
    above.put(container);
    const goOn = (into: Below) => {
      items.forEach((item, key) => {
        const place = { container: container as unknown as Container, key, typename: undefined, above, source };
        this.put(field, shape.item, item, place, into);
      });
    };
    if (items.some(isPromise)) this.awaitItems(items, goOn);
    else goOn(below);
  }

  private putObject(plan: ObjectPlan, value: unknown, place: Place, below: Below): void {
    const output = plan.blank();
    this.objects += 1;
    place.put(output);
    entryOf(below, plan, () => new Level()).add(value, output, place);
  }

  /** Nothing is told of what lies below a place that is `null` already. */
  private fail(field: FieldPlan, shape: Shape, target: Target, cause: unknown): void {
    const failed = placeAt(target, shape);
    const place = failed.nullable();
    for (let above = place; ; above = above.prev) {
      if (this.nulled.has(above)) return;
      if (above === undefined) break;
    }
    this.nulled.add(place);
    const error = errorOf(cause);
    noteFaultPlace(error, field.guarded.model, target.source);
    this.errors.push(this.located(field, error, failed));
    if (place) place.put(null);
    else this.data = null;
  }

  /** As graphql-js has it, which looks for the lines of each error anew: where thousands of objects fail, that takes seconds. */
  private located(field: FieldPlan, originalError: Error, failed: Place): GraphQLError {
    const path = responsePathAsArray(failed);
    // One that knows a place of its own, such as a bad argument's.
    if (originalError instanceof GraphQLError && (originalError.path ?? originalError.nodes ?? originalError.source))
      return locatedError(originalError, field.nodes, path);
    const error = new GraphQLError(originalError.message, { originalError, path });
    const locations = entryOf(this.locations, field, () => locationsOf(field));
    return Object.assign(error, { nodes: field.nodes, locations });
  }
}

function locationsOf({ nodes }: FieldPlan): SourceLocation[] {
  return nodes.flatMap(({ loc }) => (loc ? [getLocation(loc.source, loc.start)] : []));
}

function putNull({ parentType, definition }: FieldPlan, { isNullable }: Shape, { container, key }: Target): void {
  if (!isNullable) throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  container[key] = null;
}

function placeAt({ above, key, typename, container }: Target, { isNullable }: Shape): Place {
  return new Place(above, key, typename, container, isNullable);
}

function serialized(type: Extract<Shape, { kind: 'leaf' }>['type'], value: unknown): unknown {
  const leaf: unknown = type.serialize(value);
  if (leaf === null || leaf === undefined) throw new TypeError(`Expected a value that ${type.name} can show.`);
  return leaf;
}
