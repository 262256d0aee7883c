import { isDeepStrictEqual } from 'node:util';
import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { decide } from '../access/decide';
import type { Rule } from '../access/Rule';
import type { Principal } from '../access/Principal';
import type { FieldModel, InputModel, Model } from '../model/Model';
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
  values: Values,
  principal: Principal,
): LeftToWrite[] {
  const judge = new Judge(model, principal);
  return args.flatMap((argument) => {
    const given = values[argument.name];
    if (!(argument.name in values)) return [];
    const place = { path: [argument.name], isLeftOut: isDefault(argument, given) };
    const rule = place.isLeftOut ? undefined : field.argumentRules.get(argument.name);
    const ofArgument = rule ? judge.assertAllowed(rule, `${field.coordinate}(${argument.name}:)`, place) : [];
    return [...ofArgument, ...judge.assertInput(argument.type, given, place)];
  });
}

type Values = Readonly<Record<string, unknown>>;

interface Place {
  readonly path: readonly (string | number)[];
  /** It is what stands there when nothing is sent: rules of arguments and fields are of what is sent. Those of an input hold all the same. */
  readonly isLeftOut: boolean;
}

class Judge {
  constructor(
    private readonly model: Model,
    private readonly principal: Principal,
  ) {}

  assertInput(type: GraphQLInputType, value: unknown, place: Place): LeftToWrite[] {
    if (value === null || value === undefined) return [];
    const nullable = isNonNullType(type) ? type.ofType : type;
    if (isListType(nullable)) {
      const { ofType } = nullable as { ofType: GraphQLInputType };
      return [value].flat().flatMap((each, index) => this.assertInput(ofType, each, below(place, index)));
    }
    const named = getNamedType(nullable);
    const input = this.model.inputs.get(named.name);
    if (!input || !isInputObjectType(named)) return [];
    const left = input.rule ? this.assertAllowed(input.rule, input.name, place) : [];
    const fields = Object.values(named.getFields()).filter(({ name }) => Object.hasOwn(value, name));
    return [...left, ...fields.flatMap((each) => this.assertField(input, each, (value as Values)[each.name], place))];
  }

  private assertField(input: InputModel, field: GraphQLInputField, value: unknown, above: Place): LeftToWrite[] {
    const isLeftOut = above.isLeftOut || isDefault(field, value);
    const place = { ...below(above, field.name), isLeftOut };
    const rule = isLeftOut ? undefined : input.fieldRules.get(field.name);
    const left = rule ? this.assertAllowed(rule, `${input.name}.${field.name}`, place) : [];
    return [...left, ...this.assertInput(field.type, value, place)];
  }

  assertAllowed(rule: Rule, coordinate: string, { path }: Pick<Place, 'path'>): LeftToWrite[] {
    const { model, principal } = this;
    const decision = decide(rule, principal, {});
    if (decision.effect === 'allow') return [];
    if (decision.effect === 'depends') return [{ coordinate, rule }];
    if (decision.because === 'condition not met' && takesVisit(rule, principal)) return [{ coordinate, rule }];
    const reason = denialReason(rule, model.access, principal);
    const { code, ...told } = reason;
    const message = denialMessage({ coordinate, ...reason }, 'write');
    throw new PublicError(code, message, { coordinate, ...told, argument: path.join('.') });
  }
}

function below({ path, isLeftOut }: Place, step: string | number): Place {
  return { path: [...path, step], isLeftOut };
}

/** What stands there when it is left out: whoever sends it writes nothing by it that others do not. */
function isDefault(field: { readonly defaultValue?: unknown } | undefined, value: unknown): boolean {
  return field?.defaultValue !== undefined && isDeepStrictEqual(field.defaultValue, value);
}

/** A visit is judged by the write alone: what is sent again after the visit is answered by what was written during it. */
function takesVisit({ grants }: Rule, { roles }: Principal): boolean {
  return grants.some(({ role, condition }) => condition.name === 'visit' && roles.includes(role));
}
