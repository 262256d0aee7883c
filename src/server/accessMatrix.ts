import { describeCell } from '../access/wording';
import type { FieldModel, Model, TypeModel } from '../model/Model';

/** The access table as Markdown, one row a field and one column a role: for review as a diff. */
export function accessMatrix(model: Model): string {
  const types = [...model.types.values()].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  return [
    '# Access matrix',
    '',
    'Made from the rules by `npm run schema`; do not edit. `yes` always; `own` only the caller’s own; `visit` with a current visit',
    `token of ${model.book.visit.title}; \`as parent\` whoever may see the field that leads here; empty never.`,
    '',
    ...types.flatMap((type) => typeTable(type, model)),
  ].join('\n');
}

function rank({ kind }: TypeModel): number {
  return ['root', 'stored', 'embedded', 'value'].indexOf(kind);
}

function typeTable(type: TypeModel, { book }: Model): string[] {
  const roles = book.roles.map(({ name }) => name);
  const fields = [...type.fields.values()].sort((a, b) => a.name.localeCompare(b.name));
  return [
    `## ${type.name}`,
    '',
    `| field | ${roles.join(' | ')} | attributes |`,
    `| --- | ${roles.map(() => '---').join(' | ')} | --- |`,
    ...(type.rule ? [row('*(the type)*', cells(type.rule, roles), '')] : []),
    ...fields.map((field) => row(`\`${field.name}\``, fieldCells(type, field, roles), attributes(field))),
    '',
  ];
}

function row(name: string, values: readonly string[], attributesText: string): string {
  return `| ${[name, ...values, attributesText].join(' | ')} |`.replace(/ +\|/g, ' |');
}

function fieldCells(type: TypeModel, { ownRule }: FieldModel, roles: readonly string[]): string[] {
  const rule = ownRule ?? type.rule;
  return rule ? cells(rule, roles) : roles.map(() => 'as parent');
}

function cells(rule: NonNullable<TypeModel['rule']>, roles: readonly string[]): string[] {
  return roles.map((role) => describeCell(rule, role));
}

function attributes({ attributes: names, embeds }: FieldModel): string {
  const shown = embeds ? names.map((name) => `${name}.*`) : names;
  return shown.map((name) => `\`${name}\``).join(' ');
}
