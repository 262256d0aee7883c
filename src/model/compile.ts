import {
  getNamedType,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLUnionType,
} from 'graphql';
import type { AccessConfiguration } from '../access/AccessConfiguration';
import type { Rule } from '../access/Rule';
import { placeholdersOf, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { FieldNote, TypeNote } from './annotations';
import { isRoot } from './isRoot';
import { toGlobalId } from './globalId';
import type { FieldModel, InputModel, Model, TypeModel } from './Model';
import { fieldNoteOf, typeNoteOf } from './notes';
import { promisesOf } from './promises';
import { formOf } from './storedForm';
import { WrittenRules } from './WrittenRules';

/** A model before it was checked, and what could not be compiled. */
interface Compiled {
  readonly model: Model;
  readonly rules: WrittenRules;
  readonly problems: readonly string[];
}

/**
 * Compiles the rules and storage notes of a schema. The rules are read back from the printed SDL, so that what stands there is what is
 * enforced, and a misspelt directive cannot pass for "no rule".
 */
export function compile(schema: GraphQLSchema, access: AccessConfiguration): Compiled {
  return new ModelCompiler(schema, access).compile();
}

class ModelCompiler {
  private readonly problems: string[] = [];
  private readonly rules: WrittenRules;
  private readonly types = new Map<string, TypeModel>();
  private readonly inputs = new Map<string, InputModel>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly access: AccessConfiguration,
  ) {
    this.rules = new WrittenRules(schema, access);
  }

  compile(): Compiled {
    const types = Object.values(this.schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
    const objects = types.filter(isObjectType);
    for (const type of objects.filter(isEmbedded)) this.compileEmbedded(type, []);
    for (const type of objects.filter((each) => !isEmbedded(each))) this.compileType(type);
    types.filter(isInputObjectType).forEach((type) => this.compileInput(type));
    const { schema, access, rules } = this;
    const ruled = { access, types: this.types, inputs: this.inputs };
    const model = { ...ruled, promises: promisesOf(schema, ruled) };
    return { model, rules, problems: this.problems };
  }

  /** From the inside out: a field that holds an embedded type refers to its model, and is projected member by member. */
  private compileEmbedded(type: GraphQLObjectType, holders: readonly string[]): void {
    if (this.types.has(type.name)) return;
    if (holders.includes(type.name)) {
      this.problems.push(`${type.name}: embeds itself; expected a map of finite depth`);
      return;
    }
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      if (isEmbedded(named)) this.compileEmbedded(named, [...holders, type.name]);
    }
    this.compileType(type);
  }

  private compileType(type: GraphQLObjectType): void {
    const note = isRoot(this.schema, type) ? null : this.noteOf(type);
    const rule = this.typeRule(type);
    const keyNames =
      note?.kind === 'stored' ? [...new Set([...placeholdersOf(note.key.pk), ...placeholdersOf(note.key.sk)])] : [];
    const fields = Object.values(type.getFields()).map((field) => this.compileField(type, field, note, rule, keyNames));
    const compiled = {
      name: type.name,
      kind: note?.kind ?? 'root',
      rule,
      stored: note?.kind === 'stored' ? note : null,
      fields: new Map(fields.map((field) => [field.name, field])),
      selectableAs: [type, ...type.getInterfaces(), ...this.unionsOf(type)].map(({ name }) => name),
      keyNames,
      fromAbove: note?.kind === 'stored' ? note.inherits : note?.kind === 'value' ? note.facts : [],
    } as const;
    this.types.set(type.name, { ...compiled, existsFor: existsFor(compiled) });
  }

  private unionsOf(type: GraphQLObjectType): GraphQLUnionType[] {
    return Object.values(this.schema.getTypeMap())
      .filter(isUnionType)
      .filter((union) => union.getTypes().includes(type));
  }

  private noteOf(type: GraphQLObjectType): TypeNote {
    const found = typeNoteOf(type);
    if (found) return found;
    this.problems.push(`${type.name}: expected @Stored, @Embedded or @Value to say how it is kept`);
    return { kind: 'value', facts: [] };
  }

  private typeRule(type: GraphQLObjectType): Rule | null {
    if (isRoot(this.schema, type)) return null;
    const written = this.rules.at(type.name);
    if (written.kind === 'nothing') this.problems.push(`${type.name}: expected an @auth rule on the type`);
    return written.kind === 'rule' ? written.rule : null;
  }

  private compileField(
    type: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    note: TypeNote | null,
    typeRule: Rule | null,
    keyNames: readonly string[],
  ): FieldModel {
    const coordinate = `${type.name}.${field.name}`;
    const ownRule = this.fieldRule(coordinate, field, note);
    const fieldNote = fieldNoteOf(field);
    const embeds = this.types.get(getNamedType(field.type).name);
    const isEmbedding = fieldNote?.kind === 'attribute' && embeds?.kind === 'embedded';
    return {
      name: field.name,
      coordinate,
      rules: [typeRule, ownRule].filter((rule) => rule !== null),
      ownRule,
      attributes: this.attributesOf(type, field, fieldNote),
      embeds: isEmbedding ? embeds : null,
      isWhole: isEmbedding && isList(field),
      read: note && note.kind !== 'value' ? readerOf(type.name, field, fieldNote, keyNames) : null,
      argumentRules: this.argumentRules(coordinate, field),
    };
  }

  private fieldRule(coordinate: string, field: GraphQLField<unknown, unknown>, note: TypeNote | null): Rule | null {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const written = this.rules.at(typeName, fieldName);
    if (note === null && written.kind !== 'rule')
      this.problems.push(`${coordinate}: expected an @auth rule on the root field`);
    if (note !== null && note.kind !== 'value' && !fieldNoteOf(field)) {
      this.problems.push(
        `${coordinate}: expected @Attribute, @Computed, @GlobalIdField or @Needs to say what it is made of`,
      );
    }
    return written.kind === 'rule' ? written.rule : null;
  }

  private argumentRules(coordinate: string, field: GraphQLField<unknown, unknown>): Map<string, Rule> {
    const rules = new Map<string, Rule>();
    for (const { name } of field.args) {
      const [typeName = ''] = coordinate.split('.');
      const written = this.rules.at(typeName, field.name, name);
      if (written.kind === 'rule') rules.set(name, written.rule);
    }
    return rules;
  }

  private attributesOf(
    type: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    note: FieldNote | null,
    through: readonly string[] = [],
  ): readonly string[] {
    if (note?.kind === 'attribute') return [note.name ?? field.name, ...sharedIn(note)];
    if (note?.kind === 'resolver' || note?.kind === 'from') return note.needs;
    return note?.kind === 'computed' ? this.attributesOfSources(type, field.name, note.from, through) : [];
  }

  private attributesOfSources(
    type: GraphQLObjectType,
    fieldName: string,
    from: readonly string[],
    through: readonly string[],
  ): readonly string[] {
    const siblings = type.getFields();
    const attributes = from.flatMap((name) => {
      const sibling = siblings[name];
      if (sibling && !through.includes(name))
        return this.attributesOf(type, sibling, fieldNoteOf(sibling), [...through, fieldName]);
      this.problems.push(`${type.name}.${fieldName}: expected another field of the type in @Computed, found "${name}"`);
      return [];
    });
    return [...new Set(attributes)];
  }

  private compileInput(type: GraphQLInputObjectType): void {
    const written = this.rules.at(type.name);
    const fieldRules = new Map<string, Rule>();
    for (const name of Object.keys(type.getFields())) {
      const own = this.rules.at(type.name, name);
      if (own.kind === 'rule') fieldRules.set(name, own.rule);
    }
    this.inputs.set(type.name, { name: type.name, rule: written.kind === 'rule' ? written.rule : null, fieldRules });
  }
}

/** Ownership by which the type or anything in it may be seen, where the key tells of it and of nothing else. */
function existsFor(type: Omit<TypeModel, 'existsFor'>): Rule | null {
  const [name, ...others] = type.keyNames;
  if (type.stored?.existsWhenOwned !== true || others.length > 0) return null;
  const grants = rulesIn(type).flatMap((rule) => rule.grants);
  const owning = grants.filter(({ role, condition }) => condition.name === 'own' && condition.factFor(role) === name);
  return owning.length > 0 ? { grants: owning } : null;
}

/** Of the type and its fields, also of the members of maps. */
function rulesIn({ rule, fields }: Pick<TypeModel, 'rule' | 'fields'>): Rule[] {
  const ofFields = [...fields.values()].flatMap(({ ownRule, embeds }) => [
    ...(ownRule ? [ownRule] : []),
    ...(embeds ? rulesIn(embeds) : []),
  ]);
  return rule ? [rule, ...ofFields] : ofFields;
}

function isEmbedded(type: GraphQLNamedType): type is GraphQLObjectType {
  return isObjectType(type) && typeNoteOf(type)?.kind === 'embedded';
}

function sharedIn(note: FieldNote): readonly string[] {
  return note.kind === 'attribute' ? (note.codec?.shared ?? []) : [];
}

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

type Read = (item: Item, params: KeyParams) => unknown;

function readerOf(
  typeName: string,
  field: GraphQLField<unknown, unknown>,
  note: FieldNote | null,
  keyNames: readonly string[],
): Read | null {
  if (note?.kind === 'globalId')
    return (_, params) => toGlobalId(typeName, ...keyNames.map((name) => params[name] ?? ''));
  if (note?.kind === 'computed') return (item) => note.compute(item) ?? null;
  if (note?.kind !== 'attribute') return null;
  const { codec } = note;
  const name = note.name ?? field.name;
  if (!codec) return plainReaderOf(name, formOf(field.type));
  return (item) => {
    const stored = item[name];
    return stored === undefined || stored === null ? null : codec.show(stored, item);
  };
}

function plainReaderOf(name: string, check: ReturnType<typeof formOf>): Read {
  if (!check) return (item) => item[name] ?? null;
  return (item) => {
    const stored = item[name] ?? null;
    if (stored !== null) check(stored);
    return stored;
  };
}
