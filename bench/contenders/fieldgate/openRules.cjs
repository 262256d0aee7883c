// The same server with every rule open to everybody: what the rules cost is the difference. Guards and projection stay.
const { dirname, join } = require('node:path');

const dist = join(dirname(process.argv[1]), '../..');
const compiled = require(join(dist, 'src/model/compileModel.js'));
const { conditionsOf } = require(join(dist, 'src/access/conditions.js'));
const { compileModel } = compiled;

compiled.compileModel = (schema, access) => {
  const { always } = conditionsOf(access);
  const open = { grants: access.roles.map(({ name }) => ({ role: name, condition: always })) };
  const model = compileModel(schema, access);
  for (const type of model.types.values()) openType(type, open);
  return model;
};

/**
 * Where a rule stood, an open one stands. Not on shops: owning one proves that it is there, without that rule it would have to be looked
 * for, and a call more is no cost of rules.
 */
function openType(type, open) {
  if (type.name === 'Shop') return;
  if (type.rule) type.rule = open;
  for (const field of type.fields.values()) {
    if (field.ownRule) field.ownRule = open;
    field.rules = field.rules.map(() => open);
  }
}
