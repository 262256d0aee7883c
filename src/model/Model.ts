import type { AccessConfiguration } from '../access/AccessConfiguration';
import type { Facts, Rule } from '../access/Rule';
import type { AttributePath } from '../storage/expressions';
import { fillKey, type Key, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { StoredNote } from './annotations';

/** What the engine knows of one field: who may see it and which attributes stand behind it. */
export interface FieldModel {
  readonly name: string;
  /** The schema coordinate, such as `Type.field`. */
  readonly coordinate: string;
  /** The rules that must all allow: its type's and its own. Empty: as visible as its parent. */
  readonly rules: readonly Rule[];
  /** The rule written on the field itself; `null` where its type's line holds. */
  readonly ownRule: Rule | null;
  /** Attributes to ask for where the field is selected and permitted; relative to the map for a member of an embedded type. */
  readonly attributes: readonly AttributePath[];
  /** The embedded type whose selected members are projected below `attributes[0]`; `null` for anything else. */
  readonly embeds: TypeModel | null;
  /** A list of embedded maps: DynamoDB cannot project inside it, so it comes whole. */
  readonly isWhole: boolean;
  /** Reads the field's value from an item; `null` where a resolver makes it. */
  readonly read: ((item: Item, params: KeyParams) => unknown) | null;
  /** Rules of its arguments, where they have their own. */
  readonly argumentRules: ReadonlyMap<string, Rule>;
}

export interface TypeModel {
  readonly name: string;
  readonly kind: 'root' | 'stored' | 'embedded' | 'value';
  /** `null`: as visible as the field that leads here. */
  readonly rule: Rule | null;
  readonly stored: StoredNote | null;
  readonly fields: ReadonlyMap<string, FieldModel>;
  /** Whose item counts as existing before anything is stored in it; `null`: what is not stored does not exist. */
  readonly existsFor: Rule | null;
  /** The names under which fields of it may be selected: its own, its interfaces' and its unions'. */
  readonly selectableAs: readonly string[];
  /** Placeholders of its key, in order; the first one is its tenant or owner. */
  readonly keyNames: readonly string[];
  /** Facts that it has from the object above it: a stored type inherits them, a resolver attaches them to a value. */
  readonly fromAbove: readonly string[];
}

/** Who may write what through an input type. */
export interface InputModel {
  readonly name: string;
  readonly rule: Rule | null;
  /** Fields with a rule of their own. */
  readonly fieldRules: ReadonlyMap<string, Rule>;
}

export interface Model {
  readonly access: AccessConfiguration;
  readonly types: ReadonlyMap<string, TypeModel>;
  readonly inputs: ReadonlyMap<string, InputModel>;
  /** Root field → what documents say of it; see `promisesOf`. Nothing is decided by it. */
  readonly promises: ReadonlyMap<string, Rule>;
}

/** The rule that documents tell of a field; `null` where it is as visible as what leads to it. */
export function publishedRuleOf(
  { promises }: Pick<Model, 'promises'>,
  type: TypeModel,
  field: FieldModel,
): Rule | null {
  return promises.get(field.coordinate) ?? field.ownRule ?? type.rule;
}

/** Which attributes of an item, or of a map in it, the store was asked for. */
export class AskedAttributes {
  constructor(
    /** By each read. */
    private readonly reads: readonly (readonly AttributePath[])[],
    /** Of the map; `null`: it came whole. */
    private readonly prefix: string | null = '',
  ) {}

  has(attribute: AttributePath): boolean {
    const { prefix } = this;
    return prefix === null || this.reads.some((attributes) => attributes.includes(prefix + attribute));
  }

  /** Of the map in this attribute. */
  below(attribute: AttributePath, isWhole: boolean): AskedAttributes {
    const { prefix } = this;
    return new AskedAttributes(this.reads, isWhole || prefix === null ? null : `${prefix}${attribute}.`);
  }
}

/** An item of a stored or embedded type as resolvers and guards see it: what was permitted and asked for, no more. */
export class Entity {
  constructor(
    readonly type: TypeModel,
    readonly params: KeyParams,
    readonly facts: Facts,
    readonly item: Item,
    readonly asked: AskedAttributes,
    /** The type by whose key it is kept: of a map, that of the item which holds it. */
    readonly keptAs: TypeModel = type,
  ) {}

  /** `null` for what has no key. */
  get key(): Key | null {
    const { stored } = this.keptAs;
    return stored && fillKey(stored.key, this.params);
  }

  /**
   * Throws {@link UnaskedAttributeError} where the store was never asked for what the field at this coordinate shows: then nobody knows
   * whether the item has it, and `null` would be a lie.
   */
  assertAsked({ coordinate }: FieldModel, attributes: readonly AttributePath[]): void {
    for (const attribute of attributes) {
      if (!this.asked.has(attribute)) throw new UnaskedAttributeError(coordinate, attribute);
    }
  }

  /** A placeholder value of the key. */
  param(name: string): string {
    const value = this.params[name];
    if (value === undefined) throw new RangeError(`${this.type.name} has no key value ${name}`);
    return value;
  }
}

/** A fault of ours: projection and answer disagree about what is selected or permitted. */
class UnaskedAttributeError extends Error {
  override readonly name = 'UnaskedAttributeError';

  constructor(coordinate: string, attribute: AttributePath) {
    super(`${coordinate} is selected and permitted, but ${attribute} was not asked for`);
  }
}

const FACTS = Symbol('facts');

/** Attaches what is known of a value made by a resolver, for the rules of its type. */
export function withFacts<T extends object>(facts: Facts, value: T): T {
  return Object.defineProperty(value, FACTS, { value: facts });
}

export function factsOf(source: unknown): Facts {
  if (source instanceof Entity) return source.facts;
  return (typeof source === 'object' && source !== null && (source as { [FACTS]?: Facts })[FACTS]) || {};
}

export function typeNamed(model: Model, name: string): TypeModel {
  const type = model.types.get(name);
  if (!type) throw new RangeError(`no type ${name} in the model`);
  return type;
}
