import { isDeepStrictEqual } from 'node:util';
import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql';
import { decide } from '../access/decide';
import type { Rule } from '../access/Rule';
import type { Standing } from '../access/Standing';
import type { FieldModel, Model } from '../model/Model';
import { denialMessage, denialReason } from './Denials';
import { PublicError } from './errors';

/**
 * Refuses, before anything is read or written, an argument or input field that the caller's roles do not let them write, at its
 * path. What depends on the item is bound to the write itself. Throws a {@link PublicError} that says what a denied read says.
 */
export function assertMayWrite(
  model: Model,
  field: FieldModel,
  args: readonly GraphQLArgument[],
  values: Readonly<Record<string, unknown>>,
  standing: Standing,
): void {
  for (const argument of args) {
    if (!(argument.name in values)) continue;
    const rule = field.argumentRules.get(argument.name);
    if (rule && !isDefault(argument, values[argument.name]))
      assertAllowed(model, rule, standing, `${field.coordinate}(${argument.name}:)`, [argument.name]);
    assertInput(model, argument.type, values[argument.name], standing, [argument.name]);
  }
}

type InputPath = readonly (string | number)[];

function assertInput(model: Model, type: GraphQLInputType, value: unknown, standing: Standing, path: InputPath): void {
  if (value === null || value === undefined) return;
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    const { ofType } = nullable as { ofType: GraphQLInputType };
    [value].flat().forEach((each, index) => assertInput(model, ofType, each, standing, [...path, index]));
    return;
  }
  const named = getNamedType(nullable);
  const input = model.inputs.get(named.name);
  if (!input || !isInputObjectType(named)) return;
  if (input.rule) assertAllowed(model, input.rule, standing, input.name, path);
  for (const [name, inside] of Object.entries(value)) {
    const rule = input.fieldRules.get(name);
    const inputField = named.getFields()[name];
    if (rule && !isDefault(inputField, inside))
      assertAllowed(model, rule, standing, `${input.name}.${name}`, [...path, name]);
    if (inputField) assertInput(model, inputField.type, inside, standing, [...path, name]);
  }
}

/** What stands there when it is left out: whoever sends it writes nothing by it that others do not. */
function isDefault(field: { readonly defaultValue?: unknown } | undefined, value: unknown): boolean {
  return field?.defaultValue !== undefined && isDeepStrictEqual(field.defaultValue, value);
}

/** A visit is judged by the write alone: what is sent again after the visit is answered by what was written during it. */
function takesVisit({ grants }: Rule, { roles }: Standing): boolean {
  return grants.some(({ role, condition }) => condition.name === 'visit' && roles.includes(role));
}

function assertAllowed({ book }: Model, rule: Rule, standing: Standing, coordinate: string, path: InputPath): void {
  const decision = decide(rule, standing, {});
  if (decision.effect !== 'deny') return;
  if (decision.because === 'condition not met' && takesVisit(rule, standing)) return;
  const reason = denialReason(rule, book, standing);
  const { code, ...told } = reason;
  const message = denialMessage({ coordinate, ...reason }, 'write');
  throw new PublicError(code, message, { coordinate, ...told, argument: path.join('.') });
}
