const { createHash } = require('node:crypto');
const {
  buildSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} = require('graphql');

/**
 * A digest of all that the types of operations are made of: their documents, and of the schema the fields, inputs and enums that they
 * use. While it stays the same, so do the types; neither a description nor a type that nobody asks for changes it.
 *
 * @param {string} sdl the schema
 * @param {readonly string[]} documents
 */
module.exports.usedSchemaDigest = (sdl, documents) => {
  const schema = buildSchema(sdl, { assumeValid: true });
  const { definitions } = parse(documents.join('\n'));
  const facts = new Set(definitions.map(print));
  for (const definition of definitions) collect(schema, definition, (fact) => facts.add(fact));
  return createHash('sha256')
    .update([...facts].sort().join('\n'))
    .digest('hex')
    .slice(0, 32);
};

function collect(schema, definition, add) {
  const info = new TypeInfo(schema);
  const Field = () => {
    const [field, parent] = [info.getFieldDef(), info.getParentType()];
    if (!field || !parent) return;
    add(`${parent.name}.${field.name}: ${field.type}`);
    addOutput(schema, getNamedType(field.type), add);
  };
  const VariableDefinition = () => addInput(info.getInputType(), add);
  visit(definition, visitWithTypeInfo(info, { Field, VariableDefinition }));
}

function addOutput(schema, type, add) {
  if (isEnumType(type)) addEnum(type, add);
  if (isAbstractType(type)) add(`${type.name} = ${schema.getPossibleTypes(type).map(String).sort()}`);
}

function addEnum(type, add) {
  add(`${type.name} = ${type.getValues().map(({ name }) => name)}`);
}

function addInput(type, add, seen = new Set()) {
  const named = type && getNamedType(type);
  if (isEnumType(named)) addEnum(named, add);
  if (!isInputObjectType(named) || seen.has(named.name)) return;
  seen.add(named.name);
  for (const field of Object.values(named.getFields())) {
    add(`${named.name}.${field.name}: ${field.type}${field.defaultValue === undefined ? '' : ' with a default'}`);
    addInput(field.type, add, seen);
  }
}
