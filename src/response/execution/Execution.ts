import {
  getArgumentValues,
  OperationTypeNode,
  responsePathAsArray,
  type ExecutionResult,
  type GraphQLResolveInfo,
} from 'graphql';
import { getOrInsert } from '../../maps/getOrInsert';
import { Reference } from '../../loading/Reference';
import type { Context } from '../Context';
import { Answer, type Below } from './Answer';
import { Level } from './Level';
import { Place } from './Place';
import type { FieldPlan, ObjectPlan, OperationPlan } from './OperationPlan';
import { errorOf, isPromise } from '../resolved';

type Values = Readonly<Record<string, unknown>>;

interface Asked {
  /** Coerced. */
  readonly variables: Values;
  /** What the fields of the root are resolved on. */
  readonly root: unknown;
  /** What the answer may have. */
  readonly maxBytes: number;
}

/**
 * Runs one operation over all objects of a level at once: each field is decided, read and completed for all of them, before the next. No
 * promise, path or argument is made for a field that needs none, and whatever a field's resolvers ask for on one level is asked for
 * together. Fields of a mutation run one after the other. Otherwise as the specification has it (https://spec.graphql.org/October2021/#sec-Execution), with graphql-js's errors.
 */
export class Execution {
  private readonly args = new Map<FieldPlan, Values | Error>();
  private readonly level = new Level();
  private readonly answer: Answer;
  /** Fields whose values are not all there yet. */
  private open = 0;
  private finish: () => void = () => undefined;
  private giveUp: (cause: unknown) => void = () => undefined;

  constructor(
    private readonly plan: OperationPlan,
    private readonly root: ObjectPlan,
    private readonly context: Context,
    private readonly asked: Asked,
  ) {
    const data = root.blank();
    this.level.add(asked.root, data, undefined);
    this.answer = new Answer(plan.schema, data, {
      root,
      maxBytes: asked.maxBytes,
      isSerial: this.isMutation,
      awaitItems: (items, goOn) => this.awaitItems(items, goOn),
    });
  }

  private get isMutation(): boolean {
    return this.plan.planned.definition.operation === OperationTypeNode.MUTATION;
  }

  /** Errors of fields are in the result. */
  async run(): Promise<ExecutionResult> {
    for (const fields of this.steps) {
      if (this.answer.isNull) break;
      if (this.answer.isFull) this.answer.leaveOut(fields);
      else await this.fillRoot(fields);
    }
    return this.answer.result;
  }

  private async fillRoot(fields: readonly FieldPlan[]): Promise<void> {
    for (const field of fields) this.fillField(field, this.root, this.level);
    if (this.open > 0 && !this.answer.isFull) await this.settled();
  }

  /** What runs together: of a mutation, no field begins before the one before it has written and is answered. */
  private get steps(): readonly (readonly FieldPlan[])[] {
    const { fields } = this.root;
    return this.isMutation ? fields.map((field) => [field]) : [fields];
  }

  private async settled(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.finish = resolve;
      this.giveUp = reject;
    });
  }

  /** What the decisions on these objects wait for is learnt first: what is shown depends on nothing that happens to be known. */
  private fill(plan: ObjectPlan, level: Level): void {
    const { callerFacts } = this.context;
    const awaited = level.awaited(plan.ruleSets, callerFacts.principal);
    if (awaited.length === 0) this.fillFields(plan, level);
    else
      this.awaitAll(
        callerFacts.learn(awaited).then(() => []),
        1,
        ([failure = null]) => {
          level.failure = failure as Error | null;
          this.fillFields(plan, level);
        },
      );
  }

  private fillFields(plan: ObjectPlan, level: Level): void {
    for (const field of plan.fields) this.fillField(field, plan, level);
  }

  private fillField(field: FieldPlan, { ruleSets }: ObjectPlan, level: Level): void {
    if (this.answer.isFull) return;
    const { principal } = this.context.callerFacts;
    const allowed = field.ruleSet === null ? null : level.decisions(field.ruleSet, ruleSets, principal);
    const values = new Array<unknown>(level.size);
    let pending: number[] | null = null;
    for (let index = 0; index < level.size; index += 1) {
      const value = allowed && !allowed[index] ? this.denied(field, level, index) : this.value(field, level, index);
      values[index] = value;
      if (isPromise(value)) (pending ??= []).push(index);
    }
    if (pending) this.await(values, pending, () => this.resolveReferences(field, level, values));
    else this.resolveReferences(field, level, values);
  }

  /** What resolvers refer to is read for all objects at once. */
  private resolveReferences(field: FieldPlan, level: Level, values: unknown[]): void {
    const references: Reference[] = [];
    const positions: number[] = [];
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      if (value instanceof Reference) positions[references.push(value) - 1] = index;
    }
    if (references.length === 0) {
      this.complete(field, level, values);
      return;
    }
    const goOn = (resolved: readonly unknown[]) => {
      positions.forEach((index, position) => (values[index] = resolved[position]));
      this.complete(field, level, values);
    };
    const resolved = this.resolved(field, level, references, positions);
    if (isPromise(resolved)) this.awaitAll(resolved, references.length, goOn);
    else goOn(resolved);
  }

  private resolved(field: FieldPlan, level: Level, references: readonly Reference[], positions: readonly number[]) {
    const pathAt = (position: number) => this.placeOf(field, level, positions[position] ?? 0);
    try {
      return this.context.reader.resolveReferences(references, field.below, pathAt);
    } catch (cause) {
      return references.map(() => errorOf(cause));
    }
  }

  private awaitAll(
    promise: PromiseLike<readonly unknown[]>,
    count: number,
    goOn: (all: readonly unknown[]) => void,
  ): void {
    const answer: unknown[] = [promise];
    this.await(answer, [0], () => {
      const [all] = answer;
      goOn(all instanceof Error ? new Array<unknown>(count).fill(all) : (all as readonly unknown[]));
    });
  }

  private denied(field: FieldPlan, level: Level, index: number): Error | null {
    const { model, publishedRule } = field.guarded;
    if (level.failure && level.waits(model.rules, index, this.context.callerFacts.principal)) return level.failure;
    const path = responsePathAsArray(this.placeOf(field, level, index));
    this.context.denials.add(model.coordinate, publishedRule, this.context.callerFacts.principal, path);
    return null;
  }

  /** The value, a promise of it, or the error in its place. */
  private value(field: FieldPlan, level: Level, index: number): unknown {
    const { value } = field.guarded;
    const source = level.sources[index];
    try {
      switch (value.kind) {
        case 'attribute':
          return value.of(source);
        case 'map':
          return value.of(source, this.context.callerFacts.principal, field.below);
        case 'property':
          return this.property(field, level, index);
        case 'resolver':
          return value.resolve(source, this.argumentsOf(field), this.context, this.info(field, level, index));
      }
    } catch (cause) {
      return errorOf(cause);
    }
  }

  private property(field: FieldPlan, level: Level, index: number): unknown {
    const source = level.sources[index] as Record<string, unknown> | null | undefined;
    if (typeof source !== 'object' || source === null) return undefined;
    const property = source[field.definition.name];
    return typeof property === 'function'
      ? (property as Method).call(source, this.argumentsOf(field), this.context, this.info(field, level, index))
      : property;
  }

  /** The same for every object, since variables are all that they depend on. */
  private argumentsOf(field: FieldPlan): Values {
    const args = getOrInsert(this.args, field, () => this.argumentsAnew(field));
    if (args instanceof Error) throw args;
    return args;
  }

  private argumentsAnew({ definition, nodes: [node] }: FieldPlan): Values | Error {
    try {
      return node ? getArgumentValues(definition, node, this.asked.variables) : {};
    } catch (cause) {
      return errorOf(cause);
    }
  }

  private info(field: FieldPlan, level: Level, index: number): GraphQLResolveInfo {
    const { definition, nodes, parentType } = field;
    const { schema, planned } = this.plan;
    return {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType,
      path: this.placeOf(field, level, index),
      schema,
      fragments: planned.fragments,
      rootValue: this.asked.root,
      operation: planned.definition,
      variableValues: this.asked.variables,
    };
  }

  private placeOf({ name, parentType, shape }: FieldPlan, level: Level, index: number): Place {
    return new Place(level.places[index], name, parentType.name, level.outputs[index] ?? {}, shape.isNullable);
  }

  /** Goes on once all these values are there: what they lead to is then asked for together. */
  private await(values: unknown[], pending: readonly number[], goOn: () => void): void {
    let missing = pending.length;
    this.open += 1;
    const settle = (index: number, value: unknown): void => {
      values[index] = value;
      missing -= 1;
      if (missing === 0) this.resume(goOn);
    };
    for (const index of pending) {
      (values[index] as PromiseLike<unknown>).then(
        (value) => settle(index, value),
        (cause: unknown) => settle(index, errorOf(cause)),
      );
    }
  }

  /** A fault of this class must end the request, not leave it without an answer. */
  private resume(goOn: () => void): void {
    try {
      if (!this.answer.isFull) goOn();
    } catch (cause) {
      this.giveUp(cause);
    }
    this.open -= 1;
    // What is full waits for nothing more.
    if (this.open === 0 || this.answer.isFull) this.finish();
  }

  private complete(field: FieldPlan, level: Level, values: readonly unknown[]): void {
    const below: Below = new Map();
    this.answer.putAll(field, level, values, below);
    this.fillAll(below);
  }

  private fillAll(below: Below): void {
    for (const [plan, level] of below) this.fill(plan, level);
  }

  private awaitItems(items: unknown[], goOn: (below: Below) => void): void {
    const pending = [...items.keys()].filter((index) => isPromise(items[index]));
    this.await(items, pending, () => {
      const below: Below = new Map();
      goOn(below);
      this.fillAll(below);
    });
  }
}

type Method = (args: Values, context: Context, info: GraphQLResolveInfo) => unknown;
