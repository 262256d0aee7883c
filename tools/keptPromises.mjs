/**
 * A promise that is kept before it is known to be good is a failure that lasts as long as the process. So promises are kept by src/waiting
 * alone: in no field, no variable of a module, no map, set or list, and by no `??=`.
 */
export const keptPromises = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      kept: 'A promise that is kept may fail, and is then believed for ever. Keep it with `Memoized`, `Shared` or `memoizedIn` of src/waiting.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const services = sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const isPromise = (node) => partsOf(services.getTypeAtLocation(node)).some((type) => isThenable(checker, type));
    const check = (node) => {
      if (node && isPromise(node)) context.report({ node, messageId: 'kept' });
    };
    const outlivesCall = (left) => left.type === 'MemberExpression' || isOfModule(sourceCode.getScope(left), left);
    return {
      AssignmentExpression({ operator, left, right }) {
        if (operator === '??=' || operator === '||=' || (operator === '=' && outlivesCall(left))) check(right);
      },
      PropertyDefinition: ({ value }) => check(value),
      'Program > VariableDeclaration > VariableDeclarator': ({ init }) => check(init),
      'ExportNamedDeclaration > VariableDeclaration > VariableDeclarator': ({ init }) => check(init),
      'CallExpression[callee.property.name="set"][arguments.length=2]': ({ arguments: [, value] }) => check(value),
      'CallExpression[callee.property.name=/^(?:add|push|unshift)$/]': ({ callee, arguments: given }) => {
        if (isCollection(services.getTypeAtLocation(callee.object))) given.forEach(check);
      },
    };
  },
};

function partsOf(type) {
  return type.isUnion() ? type.types : [type];
}

/** Of `any` as well as of types that have no such method nothing is known. */
function isThenable(checker, type) {
  return checker.getPropertyOfType(type, 'then') !== undefined;
}

function isCollection(type) {
  return ['Array', 'Set', 'WeakSet'].includes(type.getSymbol()?.getName());
}

function isOfModule(scope, { type, name }) {
  if (type !== 'Identifier') return false;
  for (let each = scope; each; each = each.upper) {
    const found = each.set.get(name);
    if (found) return ['module', 'global'].includes(found.scope.type);
  }
  return false;
}
