import {
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { RoleBook } from '../access/RoleBook';
import { isWithin, type Rule } from '../access/Rule';
import { isAmbiguous, placeholdersOf, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import { EXTENSION, type FieldNote, type TypeNote } from './annotations';
import { readAuth, type Written } from './authDirective';
import { borrowingProblems } from './borrowing';
import { unboundedScalars } from './boundedText';
import { toGlobalId } from './globalId';
import type { FieldModel, InputModel, Model, TypeModel } from './Model';
import { promisesOf } from './promises';
import { readBack } from './readBack';
import { formOf } from './storedForm';

/** The schema cannot be served: some field could be seen by somebody for whom no rule was written. One line a problem. */
export class SchemaRuleError extends Error {
  override readonly name = 'SchemaRuleError';

  constructor(readonly problems: readonly string[]) {
    super(`The schema's access rules are not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * Compiles the rules and storage notes of a schema, once at start. The rules are read back from the printed SDL, so that what
 * stands there is what is enforced, and a misspelt directive cannot pass for "no rule". Throws {@link SchemaRuleError} with
 * everything that is missing or contradicts itself.
 */
export function compileModel(schema: GraphQLSchema, book: RoleBook): Model {
  return new ModelCompiler(schema, book).compile();
}

class ModelCompiler {
  private readonly problems: string[] = [];
  private readonly types = new Map<string, TypeModel>();
  private readonly inputs = new Map<string, InputModel>();
  private readonly written: GraphQLSchema;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly book: RoleBook,
  ) {
    const { schema: written, problems } = readBack(schema);
    this.written = written;
    this.problems.push(...problems);
  }

  compile(): Model {
    const types = Object.values(this.schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
    const objects = types.filter(isObjectType);
    for (const type of objects.filter(isEmbedded)) this.compileEmbedded(type, []);
    for (const type of objects.filter((each) => !isEmbedded(each))) this.compileType(type);
    types.filter(isInterfaceType).forEach((type) => this.checkInterface(type));
    types.filter(isInputObjectType).forEach((type) => this.compileInput(type));
    for (const type of this.types.values()) this.checkType(type);
    this.problems.push(...unboundedScalars(this.schema));
    const ruled = { book: this.book, types: this.types, inputs: this.inputs };
    const promises = promisesOf(this.schema, ruled);
    for (const [coordinate, { grants }] of promises)
      if (grants.length === 0)
        this.problems.push(`${coordinate}: expected what it takes and answers to let in one of its roles`);
    if (this.problems.length > 0) throw new SchemaRuleError([...new Set(this.problems)]);
    return { ...ruled, promises };
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
    const note = this.isRoot(type) ? null : this.noteOf(type);
    const rule = this.typeRule(type);
    const keyNames =
      note?.kind === 'stored' ? [...new Set([...placeholdersOf(note.key.pk), ...placeholdersOf(note.key.sk)])] : [];
    const fields = Object.values(type.getFields()).map((field) => this.compileField(type, field, note, rule, keyNames));
    this.types.set(type.name, {
      name: type.name,
      kind: note?.kind ?? 'root',
      rule,
      stored: note?.kind === 'stored' ? note : null,
      fields: new Map(fields.map((field) => [field.name, field])),
      selectableAs: [type.name, ...type.getInterfaces().map(({ name }) => name)],
      keyNames,
    });
  }

  private isRoot(type: GraphQLObjectType): boolean {
    return [this.schema.getQueryType(), this.schema.getMutationType(), this.schema.getSubscriptionType()].includes(
      type,
    );
  }

  private noteOf(type: GraphQLObjectType): TypeNote {
    const found = typeNoteOf(type);
    if (found) return found;
    this.problems.push(`${type.name}: expected @Stored, @Embedded or @Value to say how it is kept`);
    return { kind: 'value', facts: [] };
  }

  private typeRule(type: GraphQLObjectType): Rule | null {
    if (this.isRoot(type)) return null;
    const written = this.read(type.name, type.name);
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
    this.checkNullable(coordinate, field, typeRule, ownRule, note);
    this.checkFacts(coordinate, ownRule, note, keyNames);
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
    const written = this.read(coordinate, typeName, fieldName);
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
      const written = this.read(`${coordinate}(${name}:)`, typeName, field.name, name);
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

  /** A null must have somewhere to go: a field that can be denied, or an item that can be absent, is nullable. */
  private checkNullable(
    coordinate: string,
    field: GraphQLField<unknown, unknown>,
    typeRule: Rule | null,
    ownRule: Rule | null,
    note: TypeNote | null,
  ): void {
    const item = this.itemIn(field.type);
    if (item && hasNonNullItems(field.type))
      this.problems.push(
        `${coordinate}: expected nullable items, since a faulty ${item} must not take the others along`,
      );
    if (!isNonNullType(field.type)) return;
    const deniable = ownRule !== null && (typeRule === null || !isWithin(typeRule, ownRule));
    const openToAll = note === null && ownRule !== null && this.isOpenToAll(ownRule);
    if (deniable && !openToAll)
      this.problems.push(`${coordinate}: expected a nullable type, since its rule can deny it`);
    if (item && !isList(field))
      this.problems.push(`${coordinate}: expected a nullable type, since the ${item} may be absent`);
  }

  /** The name of the type, where it is of what is kept under a key, or may be. */
  private itemIn(type: GraphQLOutputType): string | null {
    const named = getNamedType(type);
    const possible = isAbstractType(named) ? this.schema.getPossibleTypes(named) : [named];
    return possible.some((each) => typeNoteOf(each)?.kind === 'stored') ? named.name : null;
  }

  private isOpenToAll(rule: Rule): boolean {
    if (rule.needsSecondFactor === true) return false;
    return this.book.roles.every(({ name }) =>
      rule.grants.some(({ role, condition }) => role === name && condition.name === 'always'),
    );
  }

  /** Every condition must be answerable: its fact is in the key, declared, inherited, or attached by the resolver. */
  private checkFacts(coordinate: string, rule: Rule | null, note: TypeNote | null, keyNames: readonly string[]): void {
    if (note?.kind === 'embedded') return;
    const known = new Set([...keyNames, ...factNamesOf(note)]);
    for (const { role, condition } of rule?.grants ?? []) {
      const fact = condition.factFor(role);
      if (condition.name !== 'always' && fact === null) {
        this.problems.push(`${coordinate}: "${condition.name}" means nothing for ${role}, which owns nothing`);
      } else if (fact !== null && !known.has(fact)) {
        this.problems.push(`${coordinate}: the rule needs the fact "${fact}", which the type does not declare`);
      }
    }
  }

  /** It is read from the item itself: a key has no attribute that comes and goes, and what is inherited is another's. */
  private checkAbsence({ name, rule, stored, fields }: TypeModel): void {
    const fact = rule?.absentWhen?.fact;
    const isOwn = fact === undefined || (stored?.facts.includes(fact) === true && !stored.inherits.includes(fact));
    if (!isOwn)
      this.problems.push(`${name}: expected absentWhen to name one of the facts of a stored type, found "${fact}"`);
    for (const { coordinate, ownRule } of fields.values())
      if (ownRule?.absentWhen)
        this.problems.push(`${coordinate}: expected absentWhen on a type, which is absent as a whole`);
  }

  private checkType(type: TypeModel): void {
    const note = typeNoteOf(this.schema.getType(type.name));
    this.checkFacts(type.name, type.rule, note, type.keyNames);
    this.checkAbsence(type);
    if (type.kind === 'embedded' && type.rule !== null) {
      this.problems.push(`${type.name}: expected @auth(asParent: true) on an embedded type; put rules on its fields`);
    }
    if (type.kind === 'stored' && type.rule === null) {
      this.problems.push(`${type.name}: expected a rule with roles on a stored type, found "as parent"`);
    }
    for (const { embeds } of type.fields.values()) if (embeds) this.checkMembers(embeds, note, type.keyNames);
    this.checkKey(type);
    this.checkSharing(type);
    this.checkComputed(type);
    const fields = (this.schema.getType(type.name) as GraphQLObjectType).getFields();
    this.problems.push(...borrowingProblems(type, ({ name }) => fieldNoteOf(fields[name])));
  }

  /** Keys tell whose an item is: each text must be of one filling only. */
  private checkKey({ name, stored }: TypeModel): void {
    for (const template of stored ? [stored.key.pk, stored.key.sk].filter(isAmbiguous) : [])
      this.problems.push(`${name}: expected a separator such as "#" between the placeholders of "${template}"`);
  }

  /** The members of a map belong to whom its item belongs to: their rules look at the facts of the item. */
  private checkMembers(embedded: TypeModel, holder: TypeNote | null, keyNames: readonly string[]): void {
    for (const { coordinate, ownRule, embeds } of embedded.fields.values()) {
      this.checkFacts(coordinate, ownRule, holder, keyNames);
      if (embeds) this.checkMembers(embeds, holder, keyNames);
    }
  }

  /** One attribute, one field: a second field over it could show it under another rule. */
  private checkSharing(type: TypeModel): void {
    const object = this.schema.getType(type.name) as GraphQLObjectType;
    const owners = new Map<string, string>();
    for (const field of type.fields.values()) {
      const note = fieldNoteOf(object.getFields()[field.name]);
      if (note?.kind !== 'attribute') continue;
      const [attribute = ''] = field.attributes;
      const other = owners.get(attribute);
      if (other !== undefined)
        this.problems.push(`${field.coordinate}: shows the attribute "${attribute}", which ${other} shows already`);
      owners.set(attribute, field.coordinate);
      if (attribute.includes('.'))
        this.problems.push(`${field.coordinate}: expected one attribute, found the path "${attribute}"; use @Embedded`);
      const unshared = sharedIn(note).filter((each) => !(type.stored?.shared ?? []).includes(each));
      if (unshared.length > 0)
        this.problems.push(
          `${field.coordinate}: expected "${unshared.join('", "')}" among the type's shared attributes`,
        );
      if (isList(object.getFields()[field.name]) && this.embeddedIn(object, field.name)?.fields.size)
        this.checkWholeList(type, field);
    }
  }

  private embeddedIn(object: GraphQLObjectType, name: string): TypeModel | undefined {
    const field = object.getFields()[name];
    const named = field && this.types.get(getNamedType(field.type).name);
    return named?.kind === 'embedded' ? named : undefined;
  }

  /** DynamoDB cannot project inside a list: it comes whole, so nothing in it may be narrower than the field itself. */
  private checkWholeList(type: TypeModel, field: FieldModel): void {
    const embedded = this.embeddedIn(this.schema.getType(type.name) as GraphQLObjectType, field.name);
    for (const { coordinate } of embedded ? ruledWithin(embedded) : [])
      this.problems.push(`${coordinate}: a rule inside a list cannot be kept, since ${field.coordinate} is read whole`);
  }

  /** What is computed from hidden values tells of them. */
  private checkComputed(type: TypeModel): void {
    const object = this.schema.getType(type.name) as GraphQLObjectType;
    for (const field of type.fields.values()) {
      const note = fieldNoteOf(object.getFields()[field.name]);
      if (note?.kind !== 'computed') continue;
      for (const source of note.from.map((name) => type.fields.get(name))) {
        const own = field.ownRule ?? type.rule;
        const theirs = source && (source.ownRule ?? type.rule);
        if (source && theirs && !(own && isWithin(own, theirs))) {
          this.problems.push(
            `${field.coordinate}: computed from ${source.coordinate}, but its rule lets in more people`,
          );
        }
      }
    }
  }

  /** A field redeclared from an interface is one and the same field: its rule may not differ by the way it is reached. */
  private checkInterface(type: GraphQLInterfaceType): void {
    if (this.read(type.name, type.name).kind === 'nothing')
      this.problems.push(`${type.name}: expected an @auth rule on the interface`);
    for (const implementer of this.schema.getPossibleTypes(type)) {
      for (const name of Object.keys(type.getFields())) {
        const [here, there] = [this.sdlOf(type.name, name), this.sdlOf(implementer.name, name)];
        if (here !== there)
          this.problems.push(
            `${implementer.name}.${name}: expected the rule of ${type.name}.${name}, which it redeclares`,
          );
      }
    }
  }

  private compileInput(type: GraphQLInputObjectType): void {
    const written = this.read(type.name, type.name);
    if (written.kind === 'nothing') this.problems.push(`${type.name}: expected an @auth rule on the input`);
    const fieldRules = new Map<string, Rule>();
    for (const name of Object.keys(type.getFields())) {
      const own = this.read(`${type.name}.${name}`, type.name, name);
      if (own.kind === 'rule') fieldRules.set(name, own.rule);
    }
    this.inputs.set(type.name, { name: type.name, rule: written.kind === 'rule' ? written.rule : null, fieldRules });
  }

  private read(coordinate: string, ...place: [typeName: string, fieldName?: string, argument?: string]): Written {
    try {
      return readAuth(this.directivesAt(...place), this.book);
    } catch (cause) {
      this.problems.push(`${coordinate}: ${(cause as Error).message}`);
      return { kind: 'nothing' };
    }
  }

  private sdlOf(typeName: string, fieldName: string): string {
    const written = this.read(`${typeName}.${fieldName}`, typeName, fieldName);
    return written.kind === 'rule'
      ? JSON.stringify([
          written.rule.grants.map(({ role, condition }) => [role, condition.name]),
          written.rule.needsSecondFactor === true,
        ])
      : written.kind;
  }

  private directivesAt(typeName: string, fieldName?: string, argument?: string): readonly ConstDirectiveNode[] {
    const type = this.written.getType(typeName);
    const field = fieldName === undefined ? undefined : fieldIn(type, fieldName);
    const place = fieldName === undefined ? type : argument === undefined ? field : argumentIn(field, argument);
    return place?.astNode?.directives ?? [];
  }
}

function hasNonNullItems(type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) return hasNonNullItems(type.ofType);
  return isListType(type) && (isNonNullType(type.ofType) || hasNonNullItems(type.ofType));
}

function fieldIn(type: GraphQLNamedType | undefined, name: string) {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? type.getFields()[name] : undefined;
}

function argumentIn(field: ReturnType<typeof fieldIn>, name: string) {
  return field && 'args' in field ? field.args.find((argument) => argument.name === name) : undefined;
}

function typeNoteOf(type: GraphQLNamedType | undefined): TypeNote | null {
  return (type?.extensions[EXTENSION] as TypeNote | undefined) ?? null;
}

function isEmbedded(type: GraphQLNamedType): type is GraphQLObjectType {
  return isObjectType(type) && typeNoteOf(type)?.kind === 'embedded';
}

/** Members with a rule of their own, at any depth. */
function ruledWithin({ fields }: TypeModel): FieldModel[] {
  return [...fields.values()].flatMap((field) => [
    ...(field.ownRule ? [field] : []),
    ...(field.embeds ? ruledWithin(field.embeds) : []),
  ]);
}

function fieldNoteOf(field: GraphQLField<unknown, unknown> | undefined): FieldNote | null {
  return (field?.extensions[EXTENSION] as FieldNote | undefined) ?? null;
}

function sharedIn(note: FieldNote): readonly string[] {
  return note.kind === 'attribute' ? (note.codec?.shared ?? []) : [];
}

function factNamesOf(note: TypeNote | null): readonly string[] {
  if (note?.kind === 'stored') return [...note.facts, ...note.inherits];
  return note?.kind === 'value' ? note.facts : [];
}

function isList(field: GraphQLField<unknown, unknown> | undefined): boolean {
  return (
    field !== undefined && (isListType(field.type) || (isNonNullType(field.type) && isListType(field.type.ofType)))
  );
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
