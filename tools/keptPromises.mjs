/**
 * A promise that is kept before it is known to be good is a failure that lasts as long as the process. So promises are kept by
 * src/waiting alone: neither by `??=`, nor in a field, nor in a map.
 */
export const keptPromises = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      kept: 'A promise that is kept may fail, and is then believed for ever. Keep it with `Remembered`, `Shared` or `rememberedIn` of src/waiting.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const isPromise = (node) => partsOf(services.getTypeAtLocation(node)).some((type) => isThenable(checker, type));
    const report = (node) => context.report({ node, messageId: 'kept' });
    return {
      AssignmentExpression({ operator, left, right }) {
        const keeps = operator === '??=' || operator === '||=' || (operator === '=' && isField(left));
        if (keeps && isPromise(right)) report(right);
      },
      'CallExpression[callee.property.name="set"][arguments.length=2]'({ arguments: [, value] }) {
        if (isPromise(value)) report(value);
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

function isField({ type, object }) {
  return type === 'MemberExpression' && object.type === 'ThisExpression';
}
