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
import type { LeftToWrite } from './boundWrites';
import { denialMessage, denialReason } from './Denials';
import { PublicError } from './errors';

/**
 * Refuses, before anything is read or written, an argument or input field that the caller's roles do not let them write, at its
 * path. Gives what depends on the item: that is left to the write itself. Throws a {@link PublicError} that says what a denied read says.
 */
export function assertMayWrite(
  model: Model,
  field: FieldModel,
  args: readonly GraphQLArgument[],
  values: Readonly<Record<string, unknown>>,
  standing: Standing,
): LeftToWrite[] {
  return args.flatMap((argument) => {
    if (!(argument.name in values)) return [];
    const path = [argument.name];
    const rule = field.argumentRules.get(argument.name);
    const ofArgument =
      rule && !isDefault(argument, values[argument.name])
        ? assertAllowed(model, rule, standing, `${field.coordinate}(${argument.name}:)`, path)
        : [];
    return [...ofArgument, ...assertInput(model, argument.type, values[argument.name], standing, path)];
  });
}

type InputPath = readonly (string | number)[];

function assertInput(
  model: Model,
  type: GraphQLInputType,
  value: unknown,
  standing: Standing,
  path: InputPath,
): LeftToWrite[] {
  if (value === null || value === undefined) return [];
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    const { ofType } = nullable as { ofType: GraphQLInputType };
    return [value].flat().flatMap((each, index) => assertInput(model, ofType, each, standing, [...path, index]));
  }
  const named = getNamedType(nullable);
  const input = model.inputs.get(named.name);
  if (!input || !isInputObjectType(named)) return [];
  const left = input.rule ? assertAllowed(model, input.rule, standing, input.name, path) : [];
  for (const [name, inside] of Object.entries(value)) {
    const rule = input.fieldRules.get(name);
    const inputField = named.getFields()[name];
    if (rule && !isDefault(inputField, inside))
      left.push(...assertAllowed(model, rule, standing, `${input.name}.${name}`, [...path, name]));
    if (inputField) left.push(...assertInput(model, inputField.type, inside, standing, [...path, name]));
  }
  return left;
}

/** What stands there when it is left out: whoever sends it writes nothing by it that others do not. */
function isDefault(field: { readonly defaultValue?: unknown } | undefined, value: unknown): boolean {
  return field?.defaultValue !== undefined && isDeepStrictEqual(field.defaultValue, value);
}

/** A visit is judged by the write alone: what is sent again after the visit is answered by what was written during it. */
function takesVisit({ grants }: Rule, { roles }: Standing): boolean {
  return grants.some(({ role, condition }) => condition.name === 'visit' && roles.includes(role));
}

function assertAllowed(
  { book }: Model,
  rule: Rule,
  standing: Standing,
  coordinate: string,
  path: InputPath,
): LeftToWrite[] {
  const decision = decide(rule, standing, {});
  if (decision.effect === 'allow') return [];
  if (decision.effect === 'depends') return [{ coordinate, rule }];
  if (decision.because === 'condition not met' && takesVisit(rule, standing)) return [{ coordinate, rule }];
  const reason = denialReason(rule, book, standing);
  const { code, ...told } = reason;
  const message = denialMessage({ coordinate, ...reason }, 'write');
  throw new PublicError(code, message, { coordinate, ...told, argument: path.join('.') });
}
