import {
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
} from 'graphql';
import type { FieldModel } from '../model/Model';
import {
  rootSelection,
  type AskedOperation,
  type SelectedField,
  type SelectedFields,
  type Selection,
} from '../projection/selection';
import type { Api } from '../compose/api';
import { decided, effectOf, NOTHING_KNOWN, ruleInWords, type Decided, type Deciding, type Known } from './decided';
import type { ExplainedCall } from './explainCall';
import type { ShownItem } from './Explanation';

/** One selected field: what was decided of it and why, and what was read for it. */
export interface ExplainedField extends Decided {
  /** In the answer; `[]` stands for every item of a list. */
  readonly path: string;
  /** The schema coordinate. */
  readonly field: string;
  /** What it leads to: how many items are in the answer, and under which rule. */
  readonly items?: { readonly type: string; readonly count: number; readonly rule?: string };
  readonly calls?: readonly ExplainedCall[];
  readonly fields?: readonly ExplainedField[];
}

/** An operation that has run, or was refused. */
export interface ExplainedOperation extends AskedOperation {
  /** What was answered; `null`: nothing, so that decisions are told as they are before anything is read. */
  readonly data: Values | null;
}

export interface ExplainerParts {
  readonly api: Pick<Api, 'schema' | 'model'>;
  readonly deciding: Deciding;
  /** The items in the answer below the field at this place. */
  readonly itemsAt: (place: string) => readonly ShownItem[];
  readonly callsAt: (place: string) => readonly ExplainedCall[];
}

type Values = Readonly<Record<string, unknown>>;

/** Objects of one type at one place. */
interface Objects {
  readonly type: GraphQLObjectType;
  readonly known: readonly Known[];
  /** As they stand in the answer. */
  readonly values: readonly Values[] | null;
  readonly path: string;
  readonly place: string;
  /** Items on their way to a field further down: those of a connection. */
  readonly carried: readonly ShownItem[];
}

/** What a selected field leads to. */
interface Way extends Omit<Objects, 'type'> {
  readonly type: GraphQLNamedOutputType;
  readonly selection: Selection;
}

type Below = Pick<ExplainedField, 'items' | 'fields'>;

/** Fields that one explanation has at most; the others are counted. */
const MAX_FIELDS = 500;

/** Tells of every selected field what was decided: one entry for a place and a type, however many items are there. */
export class FieldExplainer {
  private met = 0;

  constructor(
    private readonly operation: ExplainedOperation,
    private readonly parts: ExplainerParts,
  ) {}

  /** The fields of the root, in the order of the answer, with all below them. */
  fields(): ExplainedField[] {
    const { data } = this.operation;
    const root = { known: [NOTHING_KNOWN], values: data && [data], path: '', place: '', carried: [] };
    const selection = rootSelection(this.parts.api.schema, this.operation);
    return selection.objectTypes.flatMap((type) => this.fieldsOf({ ...root, type }, selection.on(type.name)));
  }

  /** Fields beyond those told. */
  get omitted(): number {
    return Math.max(0, this.met - MAX_FIELDS);
  }

  private fieldsOf(objects: Objects, selected: SelectedFields): ExplainedField[] {
    return [...selected.values()].flatMap((field) => {
      const model = this.parts.api.model.types.get(objects.type.name)?.fields.get(field.name);
      if (!model) return [];
      this.met += 1;
      return this.met > MAX_FIELDS ? [] : [this.field(objects, model, field)];
    });
  }

  private field(objects: Objects, model: FieldModel, selected: SelectedField): ExplainedField {
    const { api, deciding, callsAt } = this.parts;
    const { responseName: key, below: selection } = selected;
    const isList = isListType(getNullableType(selected.definition.type));
    const path = joined(objects.path, key) + (isList ? '[]' : '');
    const place = joined(objects.place, key);
    const typeRule = api.model.types.get(objects.type.name)?.rule ?? null;
    const calls = callsAt(place);
    return {
      path,
      field: model.coordinate,
      ...decided(model, typeRule, objects.known, deciding, objects.values !== null),
      ...(calls.length > 0 && { calls }),
      ...this.below({ ...this.behind(objects, model, key), type: selection.type, path, place, selection }),
    };
  }

  /** What lies behind a field of objects on which it was not denied. */
  private behind({ known, values, carried }: Objects, model: FieldModel, key: string) {
    const isOpen = ({ facts }: Known): boolean => {
      const effect = effectOf(model, this.parts.deciding.now, facts);
      return effect === 'allow' || (effect === 'depends' && values === null);
    };
    return { known: known.filter(isOpen), values: values?.flatMap((each) => objectsIn(each[key])) ?? null, carried };
  }

  private below(way: Way): Below {
    const { type, known, values, place, selection } = way;
    if (isLeafType(type) || known.length === 0) return {};
    const own = this.parts.itemsAt(place);
    const carried = own.length > 0 ? own : way.carried;
    if (this.isItem(type)) return values ? this.items(way, carried) : this.unread(way);
    if (!isObjectType(type) || values?.length === 0) return {};
    return nested(this.fieldsOf({ ...way, type, carried }, selection.on(type.name)));
  }

  private isItem(type: GraphQLNamedOutputType): boolean {
    return isAbstractType(type) || this.parts.api.model.types.get(type.name)?.kind === 'stored';
  }

  /** Items of several types may stand at one place. */
  private items(way: Way, items: readonly ShownItem[]): Below {
    const { api, deciding } = this.parts;
    const types = new Set(items.map(({ entity }) => entity.type.name));
    const fields = [...types].flatMap((name) => {
      const type = api.schema.getType(name);
      const mine = items.filter(({ entity }) => entity.type.name === name);
      const known = mine.map(({ entity, known: before }) => ({ facts: entity.facts, before }));
      return isObjectType(type) ? this.fieldsOf({ ...way, type, known, carried: [] }, way.selection.on(type.name)) : [];
    });
    const rule = api.model.types.get(way.type.name)?.rule;
    return {
      items: { type: way.type.name, count: items.length, ...(rule && { rule: ruleInWords([rule], deciding) }) },
      ...nested(fields),
    };
  }

  private unread(way: Way): Below {
    const { type } = way;
    if (!isObjectType(type)) return {};
    return nested(this.fieldsOf({ ...way, type, known: [NOTHING_KNOWN], carried: [] }, way.selection.on(type.name)));
  }
}

function nested(fields: readonly ExplainedField[]): Below {
  return fields.length > 0 ? { fields } : {};
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function objectsIn(value: unknown): Values[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return typeof value === 'object' && value !== null ? [value as Values] : [];
}
