import {
  getNamedType,
  isInputObjectType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLSchema,
} from 'graphql';
import { NEVER, verdictOf, type Explained } from '../access/verdict';
import type { HoldingSource } from '../access/AccessConfiguration';
import type { Rule } from '../access/Rule';
import type { Principal } from '../access/Principal';
import type { FieldModel, Model } from '../model/Model';
import type { VisibleSchemas } from './visibleSchema';

/** What a caller may do at one schema coordinate. */
export interface CoordinateVerdicts {
  readonly read: Explained;
  readonly write: Explained;
}

const NOTHING: CoordinateVerdicts = { read: NEVER, write: NEVER };

/** `Type`, `Type.field` or `Type.field(argument:)`. */
const COORDINATE = /^([^.(]*)(?:\.([^.(]*)(?:\(([^.()]*):\))?)?$/;

interface ArgumentName {
  readonly typeName: string;
  readonly fieldName: string | undefined;
  readonly argument: string;
}

/**
 * Answers "may I?" for schema coordinates, from the rules that decide when it comes to it. What does not exist and what the caller
 * could never see answer alike.
 *
 * - `Type` and `Type.field` are read; a field is written through an input field of the same name of a mutation that answers its type.
 * - `Mutation.field`, `Input` and `Input.field` are written.
 * - `Type.field(argument:)` is read or written as its field is.
 */
export class CoordinateAccess {
  /** `Type.field` → the rules on each way of writing it. */
  private readonly ways = new Map<string, (readonly Rule[])[]>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly model: Model,
    private readonly visible: VisibleSchemas,
  ) {
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) this.learnMutation(field);
  }

  of(coordinate: string, principal: Principal): CoordinateVerdicts {
    const [, typeName = '', fieldName, argument] = COORDINATE.exec(coordinate) ?? [];
    if (argument !== undefined) return this.ofArgument({ typeName, fieldName, argument }, principal);
    const read = this.readRules(typeName, fieldName, principal);
    const writes = this.writeRules(typeName, fieldName);
    return {
      read: read ? withMissing(verdictOf(read, principal, this.model.access), principal) : NEVER,
      write: withMissing(this.mostGenerous(writes, principal), principal, true),
    };
  }

  /** Rules of arguments only say who may send them: what it takes beside that, the field says. */
  private ofArgument({ typeName, fieldName = '', argument }: ArgumentName, principal: Principal): CoordinateVerdicts {
    const field = this.model.types.get(typeName)?.fields.get(fieldName);
    const takes = fieldsOf(this.schema.getType(typeName))[fieldName]?.args.some(({ name }) => name === argument);
    if (!field || takes !== true) return NOTHING;
    const own = field.argumentRules.get(argument);
    const rules = typeName === 'Mutation' ? this.withPromise(field) : this.readRules(typeName, fieldName, principal);
    if (!rules) return NOTHING;
    const explained = verdictOf(own ? [own, ...rules] : rules, principal, this.model.access);
    return typeName === 'Mutation'
      ? { read: NEVER, write: withMissing(explained, principal, true) }
      : { read: withMissing(explained, principal), write: NEVER };
  }

  private readRules(typeName: string, fieldName: string | undefined, { roles }: Principal): readonly Rule[] | null {
    const type = this.model.types.get(typeName);
    if (!type || typeName === 'Mutation') return null;
    // As visible as what leads there, for as long as something does.
    if (type.kind !== 'root' && !type.rule && !this.visible.of(roles).getType(typeName)) return null;
    if (fieldName === undefined) return type.rule ? [type.rule] : [];
    const field = type.fields.get(fieldName);
    return field ? this.withPromise(field) : null;
  }

  private writeRules(typeName: string, fieldName: string | undefined): readonly (readonly Rule[])[] {
    if (typeName === 'Mutation') {
      const field = this.model.types.get(typeName)?.fields.get(fieldName ?? '');
      return field && field.rules.length > 0 ? [this.withPromise(field)] : [];
    }
    if (this.model.inputs.has(typeName)) return [this.inputRules(typeName, fieldName)];
    return this.ways.get(`${typeName}.${fieldName ?? ''}`) ?? [];
  }

  private mostGenerous(ways: readonly (readonly Rule[])[], principal: Principal): Explained {
    const explained = ways.map((rules) => verdictOf(rules, principal, this.model.access));
    return explained.find(({ verdict }) => verdict !== 'NEVER') ?? NEVER;
  }

  private learnMutation({ name, type, args }: GraphQLField<unknown, unknown>): void {
    const targets = Object.values(fieldsOf(getNamedType(type))).map((field) => getNamedType(field.type));
    const inputs = args.map((arg) => getNamedType(arg.type)).filter(isInputObjectType);
    for (const input of inputs) for (const target of targets) this.learnWays(name, input, target);
  }

  private learnWays(mutation: string, input: GraphQLInputObjectType, target: unknown): void {
    if (!isObjectType(target) || this.model.types.get(target.name)?.kind !== 'stored') return;
    const names = Object.keys(input.getFields()).filter((name) => name in target.getFields());
    for (const name of names) {
      const coordinate = `${target.name}.${name}`;
      const rules = [...this.mutationRules(mutation), ...this.inputRules(input.name, name)];
      this.ways.set(coordinate, [...(this.ways.get(coordinate) ?? []), rules]);
    }
  }

  /** A root field promises no more than what it takes and answers does. */
  private withPromise({ coordinate, rules }: FieldModel): readonly Rule[] {
    const promise = this.model.promises.get(coordinate);
    return promise ? [...rules, promise] : rules;
  }

  private mutationRules(name: string): readonly Rule[] {
    return this.model.types.get('Mutation')?.fields.get(name)?.rules ?? [];
  }

  private inputRules(inputName: string, fieldName: string | undefined): readonly Rule[] {
    const input = this.model.inputs.get(inputName);
    return [input?.rule, input?.fieldRules.get(fieldName ?? '')].filter((rule) => rule !== null && rule !== undefined);
  }
}

/** With what the caller would have to bring first, as far as their credentials tell: the rule lets them, and yet they would be refused now. */
function withMissing(explained: Explained, principal: Principal, isWrite = false): Explained {
  const { verdict, because } = explained;
  const holdsNo = (source: HoldingSource) => principal.holds(source)?.size === 0;
  const isNobody = holdsNo('subject') && holdsNo('guestSession');
  const isOfVisit = verdict.startsWith('VISIT');
  const isOfOwn = verdict.startsWith('OWN') && !verdict.startsWith('OWN_OR_VISIT');
  const sentences = [
    because,
    ...(isOfVisit && holdsNo('visit') ? ['You present none now.'] : []),
    // What is written during a visit belongs to somebody: to a guest session, where nobody is signed in.
    ...(isOfVisit && isWrite && isNobody ? ['It takes a guest session, too (startGuestSession).'] : []),
    ...(isOfOwn && isNobody ? ['You have no guest session now (startGuestSession).'] : []),
  ];
  return { verdict, because: sentences.join(' ') };
}

function fieldsOf(type: unknown) {
  return isObjectType(type) ? type.getFields() : {};
}
