import { absence } from '../src/access/wording';
import type { Model } from '../src/model/Model';
import { accessLines, type AccessLine } from '../src/model/accessLines';

/** The access table as Markdown, one row a field and one column a role: for review as a diff. */
export function accessMatrix(model: Model): string {
  const roles = model.access.roles.map(({ name }) => name);
  const sections = new Map<string, AccessLine[]>();
  for (const line of accessLines(model).filter((each) => isOfTypeOrField(each, model)))
    sections.set(line.typeName, [...(sections.get(line.typeName) ?? []), line]);
  return [
    '# Access matrix',
    '',
    'Made from the rules by `npm run schema`; do not edit. `yes` always; `own` only the caller’s own; `visit` with a current visit',
    `token of ${model.access.visit.title}; \`as parent\` whoever may see the field that leads here; empty never. Where REQUIRE_MFA is`,
    'on, the rows marked in the column `second factor` take one as well. Who is not signed in takes a guest session for every change by `visit`.',
    '',
    ...[...sections].flatMap(([typeName, lines]) => typeTable(typeName, lines, roles, model)),
  ].join('\n');
}

/** Arguments and inputs with rules of their own are on the page only. */
function isOfTypeOrField({ coordinate, typeName }: AccessLine, { types }: Model): boolean {
  return types.has(typeName) && !coordinate.endsWith(':)');
}

function typeTable(
  typeName: string,
  lines: readonly AccessLine[],
  roles: readonly string[],
  { types }: Model,
): string[] {
  const absentWhen = types.get(typeName)?.rule?.absentWhen;
  return [
    `## ${typeName}`,
    '',
    ...(absentWhen ? [`Items are ${absence(absentWhen)}.`, ''] : []),
    `| field | ${roles.join(' | ')} | second factor | attributes |`,
    `| --- | ${roles.map(() => '---').join(' | ')} | --- | --- |`,
    ...lines.map((line) => row(line, roles)),
    '',
  ];
}

function row(
  { coordinate, typeName, cells, needsSecondFactor, attributes }: AccessLine,
  roles: readonly string[],
): string {
  const name = coordinate === typeName ? '*(the type)*' : `\`${coordinate.slice(typeName.length + 1)}\``;
  const values = roles.map((role) => cells[role] ?? '');
  const shown = attributes.map((attribute) => `\`${attribute}\``).join(' ');
  return `| ${[name, ...values, needsSecondFactor ? 'yes' : '', shown].join(' | ')} |`.replaceAll('  |', ' |');
}
