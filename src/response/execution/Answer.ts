import {
  getLocation,
  GraphQLError,
  locatedError,
  responsePathAsArray,
  type ExecutionResult,
  type GraphQLSchema,
  type SourceLocation,
} from 'graphql';
import { getOrInsert } from '../../maps/getOrInsert';
import { noteFaultPlace } from '../faultPlace';
import { lettersOf, lettersOfError, mayExceed } from '../answerBytes';
import { noteSize } from './answerSize';
import { AnswerTooLargeError, tooLargeFor, type Room } from '../AnswerTooLargeError';
import { cutToBytes } from './cutToBytes';
import { Level } from './Level';
import { Place, type Container } from './Place';
import { errorOf, isIterable, isPromise } from '../resolved';
import { runtimeTypeOf, type FieldPlan, type ObjectPlan, type Shape } from './OperationPlan';

/** Where a value of a field goes. */
interface Target {
  readonly container: Container;
  readonly key: string | number;
  readonly typename: string | undefined;
  readonly above: Place | undefined;
  /** The object whose field it is. */
  readonly source: unknown;
}

/** Objects that the values of one field led to, by what is selected on them. */
export type Below = Map<ObjectPlan, Level>;

type Path = readonly (string | number)[];

/** Goes on once all promises among the items are settled, each replaced by its value or its error. */
type AwaitItems = (items: unknown[], goOn: (below: Below) => void) => void;

interface AnswerOptions extends Room {
  readonly root: Pick<ObjectPlan, 'fields' | 'letters'>;
  readonly awaitItems: AwaitItems;
}

type ListShape = Extract<Shape, { kind: 'list' }>;
type LeafShape = Extract<Shape, { kind: 'leaf' }>;

/**
 * The answer of one operation while it is filled: values become what their types say, or `null` with an error told, as the specification
 * has it (https://spec.graphql.org/October2021/#sec-Handling-Field-Errors).
 */
export class Answer {
  private errors: GraphQLError[] = [];
  private readonly locations = new Map<FieldPlan, readonly SourceLocation[]>();
  /** Places that became `null` for an error; `undefined`: the whole answer. */
  private readonly nulled = new Set<Place | undefined>();
  private data: Container | null;
  /** Below the root. */
  private objects = 0;
  /** At most its bytes: see {@link lettersOf}. */
  private letters: number;
  private isOver = false;

  constructor(
    private readonly schema: GraphQLSchema,
    data: Container,
    private readonly options: AnswerOptions,
  ) {
    this.data = data;
    this.letters = options.root.letters;
  }

  get result(): ExecutionResult {
    const { data, errors, objects, options } = this;
    if (data) noteSize(data, objects);
    const result = errors.length === 0 ? { data } : { errors, data };
    // What is not too much in letters may be in bytes.
    return !this.isOver && mayExceed(this.letters, options.maxBytes) ? cutToBytes(result, options) : result;
  }

  /** Whether it had more than it may: nothing is put into it any more, and nothing has to be read for it. */
  get isFull(): boolean {
    return this.isOver;
  }

  /** Whether nothing will be answered but errors. */
  get isNull(): boolean {
    return this.data === null;
  }

  /** Puts a value of the field in its place in each object of the level. Objects that they lead to are added to those `below`, still blank. */
  putAll(field: FieldPlan, level: Level, values: readonly unknown[], below: Below): void {
    const { name, shape } = field;
    for (let index = 0; index < level.size; index += 1) {
      const value = values[index];
      // As it is blank.
      if (value === null && shape.isNullable) continue;
      if (shape.kind === 'leaf' && this.putLeaf(shape, value, level.outputs[index] ?? {}, name)) continue;
      this.put(field, shape, value, targetAt(field, level, index), below);
    }
  }

  /** Puts a leaf without making a {@link Target}, as most of an answer are leaves. Returns `false` where it could not be put. */
  private putLeaf({ type }: LeafShape, value: unknown, container: Container, key: string): boolean {
    if (this.isOver || value === null || value === undefined || value instanceof Error) return false;
    try {
      const leaf = serialized(type, value);
      const letters = this.letters + lettersOf(leaf);
      if (letters > this.options.maxBytes) return false;
      this.letters = letters;
      container[key] = leaf;
      return true;
    } catch {
      return false;
    }
  }

  private put(field: FieldPlan, shape: Shape, value: unknown, target: Target, below: Below): void {
    if (this.isOver) return;
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
      case 'leaf': {
        const leaf = serialized(shape.type, value);
        this.letters += lettersOf(leaf);
        if (this.isBeyond) this.overflowAt(field, placeAt(target, shape));
        else target.container[target.key] = leaf;
        return;
      }
      case 'list':
        this.putList(field, shape, value, target, below);
        return;
      case 'object':
        this.putObject(field, shape.plan(), value, placeAt(target, shape), below);
        return;
      case 'abstract': {
        const type = runtimeTypeOf(this.schema, shape.type, value, field);
        this.putObject(field, shape.planOf(type), value, placeAt(target, shape), below);
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
    this.letters += items.length;
    above.put(container);
    const goOn = (into: Below) => {
      items.forEach((item, key) => {
        const place = { container: container as unknown as Container, key, typename: undefined, above, source };
        this.put(field, shape.item, item, place, into);
      });
    };
    if (items.some(isPromise)) this.options.awaitItems(items, goOn);
    else goOn(below);
  }

  private putObject(field: FieldPlan, plan: ObjectPlan, value: unknown, place: Place, below: Below): void {
    this.letters += plan.letters;
    if (this.isBeyond) {
      this.overflowAt(field, place);
      return;
    }
    const output = plan.blank();
    this.objects += 1;
    place.put(output);
    getOrInsert(below, plan, () => new Level()).add(value, output, place);
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
    const located = this.located(field, error, failed);
    this.letters += lettersOfError(error, located.path ?? []);
    if (this.isBeyond) {
      this.overflow(this.tooLarge(field, located.path ?? []));
      return;
    }
    this.errors.push(located);
    if (place) place.put(null);
    else this.data = null;
  }

  /** Says of fields of the root that they are not begun, since the answer is full. */
  leaveOut(fields: readonly FieldPlan[]): void {
    for (const field of fields) {
      const error = AnswerTooLargeError.notBegun(this.options.maxBytes);
      this.nullRoot(field, locatedError(error, field.nodes, [field.name]));
    }
  }

  private get isBeyond(): boolean {
    return this.letters > this.options.maxBytes;
  }

  private overflowAt(field: FieldPlan, place: Place): void {
    this.overflow(this.tooLarge(field, responsePathAsArray(place)));
  }

  /** There is no room for what belongs at this place. Of a query, that is all that is told. */
  private overflow(error: GraphQLError): void {
    this.isOver = true;
    const { root, isSerial } = this.options;
    const field = isSerial ? root.fields.find(({ name }) => name === error.path?.[0]) : undefined;
    if (field) this.nullRoot(field, error);
    else {
      this.data = null;
      this.errors = [error];
    }
  }

  private nullRoot({ name, shape }: FieldPlan, error: GraphQLError): void {
    this.errors = [...this.errors.filter(({ path }) => path?.[0] !== name), error];
    if (this.data && shape.isNullable) this.data[name] = null;
    else this.data = null;
  }

  private tooLarge(field: FieldPlan, path: Path): GraphQLError {
    return locatedError(tooLargeFor(this.options), field.nodes, path);
  }

  /** As graphql-js has it, which looks for the lines of each error anew: where thousands of objects fail, that takes seconds. */
  private located(field: FieldPlan, originalError: Error, failed: Place): GraphQLError {
    const path = responsePathAsArray(failed);
    // One that knows a place of its own, such as a bad argument's.
    if (originalError instanceof GraphQLError && (originalError.path ?? originalError.nodes ?? originalError.source))
      return locatedError(originalError, field.nodes, path);
    const error = new GraphQLError(originalError.message, { originalError, path });
    const locations = getOrInsert(this.locations, field, () => locationsOf(field));
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

function targetAt({ name, parentType }: FieldPlan, level: Level, index: number): Target {
  const container = level.outputs[index] ?? {};
  return { container, key: name, typename: parentType.name, above: level.places[index], source: level.sources[index] };
}

function serialized(type: LeafShape['type'], value: unknown): unknown {
  const leaf: unknown = type.serialize(value);
  if (leaf === null || leaf === undefined) throw new TypeError(`Expected a value that ${type.name} can show.`);
  return leaf;
}
