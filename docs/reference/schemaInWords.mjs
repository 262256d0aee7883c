import { Kind, parse, print, visit } from 'graphql';

const ROLES_BY_CONDITION = ['always', 'own', 'visit'];

/**
 * The schema with each `@auth` said in words, at the end of the description beside it: of types and fields, who may see them; of
 * mutations, arguments and inputs, who may use them. What has no rule of its own is as its type, and says so as well.
 */
export function schemaInWords(sdl) {
  return print(
    visit(parse(sdl), {
      [Kind.OBJECT_TYPE_DEFINITION]: (type) =>
        typeInWords(type, type.name.value === 'Mutation' ? 'May be called by' : 'Visible to'),
      [Kind.INTERFACE_TYPE_DEFINITION]: (type) => typeInWords(type, 'Visible to'),
      [Kind.INPUT_OBJECT_TYPE_DEFINITION]: (type) => typeInWords(type, 'May be written by'),
    }),
  );
}

function typeInWords(type, what) {
  const fields = type.fields?.map((field) => ({
    ...withSentence(field, what, ruleOf(field) ?? ruleOf(type)),
    ...(field.arguments && {
      arguments: field.arguments.map((arg) => withSentence(arg, 'May be given by', ruleOf(arg))),
    }),
  }));
  return { ...withSentence(type, what, ruleOf(type)), ...(fields && { fields }) };
}

/** `null` where there is none. */
function ruleOf({ directives = [] }) {
  const auth = directives.find(({ name }) => name.value === 'auth');
  if (!auth) return null;
  const args = new Map(auth.arguments.map(({ name, value }) => [name.value, value]));
  if (args.has('asParent')) return 'whoever may see what leads here';
  const grants = ROLES_BY_CONDITION.flatMap((condition) =>
    (args.get(condition)?.values ?? []).map(
      (role) => `\`${role.value}\`${condition === 'always' ? '' : ` (${condition})`}`,
    ),
  );
  return grants.join(', ') + (args.has('mfa') ? '; with a second factor where the deployment asks for one' : '');
}

function withSentence(node, what, rule) {
  const written = (node.description?.value ?? '').replace(/\n*Visible to: .*$/s, '').trim();
  const sentence = rule === null ? '' : `**${what}:** ${rule}.`;
  const value = [written, sentence].filter((part) => part !== '').join('\n\n');
  return value === '' ? node : { ...node, description: { kind: Kind.STRING, value, block: true } };
}
