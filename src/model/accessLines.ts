import type { Rule } from '../access/Rule';
import { describeCell } from '../access/wording';
import { asDirective } from './authDirective';
import { publishedRuleOf, type FieldModel, type InputModel, type Model, type TypeModel } from './Model';

/** One line of the access table: a type or input, or a part of one. */
export interface AccessLine {
  /** Such as `Type`, `Type.field`, `Type.field(argument:)`, `Input` or `Input.field`. */
  readonly coordinate: string;
  readonly typeName: string;
  /** Role → `yes`, `own`, `visit`, several by "or", `as parent`; empty for never. */
  readonly cells: Readonly<Record<string, string>>;
  readonly needsSecondFactor: boolean;
  /** What DynamoDB is asked for where the field is selected and permitted; `.*` for the members of a map. */
  readonly attributes: readonly string[];
  /** The rule as the SDL has it; empty where the type's line holds. */
  readonly rule: string;
}

/** What a type is for, in the order of the table: what is stored, values, what can be asked and done, and what is sent for it. */
export const PARTS = ['stored', 'value', 'operation', 'input'] as const;
export type Part = (typeof PARTS)[number];

const KINDS = ['stored', 'embedded', 'value', 'root'];
const ROOTS = ['Query', 'Mutation', 'Subscription'];

/**
 * Every type, field, argument and input that has a rule, from the model: stored types first, then values, then queries, mutations and
 * subscriptions, inputs last.
 */
export function accessLines(model: Model): AccessLine[] {
  const types = [...model.types.values()].sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      ROOTS.indexOf(a.name) - ROOTS.indexOf(b.name) ||
      a.name.localeCompare(b.name),
  );
  const inputs = [...model.inputs.values()].sort((a, b) => a.name.localeCompare(b.name));
  const lines = new Lines(model);
  return [...types.flatMap((type) => lines.ofType(type)), ...inputs.flatMap((input) => lines.ofInput(input))];
}

/** `null` for a type that is not in the model. */
export function partOf({ types, inputs }: Model, typeName: string): Part | null {
  const kind = types.get(typeName)?.kind;
  if (kind === undefined) return inputs.has(typeName) ? 'input' : null;
  return kind === 'stored' ? 'stored' : kind === 'root' ? 'operation' : 'value';
}

class Lines {
  private readonly roles: readonly string[];

  constructor(private readonly model: Model) {
    this.roles = model.access.roles.map(({ name }) => name);
  }

  ofType(type: TypeModel): AccessLine[] {
    const fields = [...type.fields.values()].sort((a, b) => a.name.localeCompare(b.name));
    const own = type.rule ? [this.line(type.name, type.name, type.rule)] : [];
    return [...own, ...fields.flatMap((field) => [this.ofField(type, field), ...this.ofArguments(type, field)])];
  }

  ofInput({ name, rule, fieldRules }: InputModel): AccessLine[] {
    const fields = [...fieldRules].sort(([a], [b]) => a.localeCompare(b));
    return [
      ...(rule ? [this.line(name, name, rule)] : []),
      ...fields.map(([field, own]) => this.line(`${name}.${field}`, name, own)),
    ];
  }

  private ofField(type: TypeModel, field: FieldModel): AccessLine {
    const { coordinate, ownRule, attributes, embeds } = field;
    const shown = embeds ? attributes.map((name) => `${name}.*`) : attributes;
    const line = this.line(coordinate, type.name, publishedRuleOf(this.model, type, field));
    return { ...line, attributes: shown, rule: ownRule || !type.rule ? line.rule : '' };
  }

  private ofArguments(type: TypeModel, { coordinate, argumentRules }: FieldModel): AccessLine[] {
    return [...argumentRules].map(([name, rule]) => this.line(`${coordinate}(${name}:)`, type.name, rule));
  }

  private line(coordinate: string, typeName: string, rule: Rule | null): AccessLine {
    return {
      coordinate,
      typeName,
      cells: Object.fromEntries(this.roles.map((role) => [role, rule ? describeCell(rule, role) : 'as parent'])),
      needsSecondFactor: rule?.needsSecondFactor === true,
      attributes: [],
      rule: rule ? asDirective(rule) : '@auth(asParent: true)',
    };
  }
}
