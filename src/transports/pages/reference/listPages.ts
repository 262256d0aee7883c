import { isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import type { AccessConfiguration } from '../../../access/AccessConfiguration';
import { escapeHtml } from '../page/escapeHtml';
import type { Guide } from './guides';
import {
  A_TO_Z_PATH,
  ERRORS_PATH,
  LIMITS_PATH,
  pathOfMember,
  pathOfRoot,
  pathOfType,
  ROOTS,
  TYPES_PATH,
} from './places';
import type { Root } from './places';
import { shownTypes } from './ReferenceParts';
import { kindOf } from './typePage';
import { firstSentence } from './words';

interface Item {
  readonly path: string;
  readonly name: string;
  readonly about: string;
}

/** Where one begins: how to ask, and what there is. */
export function overviewPage(schema: GraphQLSchema, { visit }: AccessConfiguration, guides: readonly Guide[]): string {
  const roots = ROOTS.map((root) => ({
    path: pathOfRoot(root),
    name: root.title,
    about: `${String(operationsOf(schema, root).length)} of them.`,
  }));
  const others: Item[] = [
    { path: TYPES_PATH, name: 'Types', about: `${String(shownTypes(schema).length)} types, by kind.` },
    { path: ERRORS_PATH, name: 'Error codes', about: 'Every code with its cause, its HTTP status and what to do.' },
    { path: LIMITS_PATH, name: 'Limits', about: 'The numbers of this server.' },
    { path: A_TO_Z_PATH, name: 'A to Z', about: 'Every name.' },
  ];
  return `<h1>Reference</h1>
<p>Every operation, type and error code of the API, with who may use it. It is made from the schema and the rules that this server enforces.</p>
<pre><code>POST /graphql
content-type: application/json

{ "query": "{ __typename }" }</code></pre>
${guides.length === 0 ? '' : `<h2 id="guides">Guides</h2>${plainList(guides.map(({ path, title, about }) => ({ path, name: title, about })))}`}
<h2 id="who">Who may see what</h2>
<p>Beside each type, field, operation and input stands who may see or use it:</p>
<ul>
<li>a role alone, such as <span class="badge good">ROLE</span>: always;</li>
<li><span class="badge info">ROLE (own)</span>: only what is the caller’s own;</li>
<li><span class="badge warn">ROLE (visit)</span>: with a current visit token of ${escapeHtml(visit.title)}.</li>
</ul>
<p>A caller with several roles may do what any of them may. A field that the caller may not see is <code>null</code>, and the answer says why.</p>
<h2 id="schema">Schema</h2>
${plainList([...roots, ...others])}`;
}

export function guidesPage(guides: readonly Guide[]): string {
  return `<h1>Guides</h1>\n${plainList(guides.map(({ path, title, about }) => ({ path, name: title, about })))}`;
}

export function operationsPage(schema: GraphQLSchema, root: Root): string {
  const items = operationsOf(schema, root).map(({ name, description }) => ({
    path: pathOfMember(root.typeName, name),
    name,
    about: firstSentence(description),
  }));
  return `<h1>${root.title}</h1>\n${codeList(items)}`;
}

/** By kind, in the order in which one needs them. */
export function typesPage(schema: GraphQLSchema): string {
  const types = shownTypes(schema);
  const kinds = ['Object', 'Interface', 'Union', 'Input', 'Enum', 'Scalar'];
  const sections = kinds.flatMap((kind) => {
    const ofKind = types.filter((type) => kindOf(type) === kind).map(itemOf);
    return ofKind.length === 0 ? [] : [`<h2 id="${kind.toLowerCase()}">${kind}</h2>${codeList(ofKind)}`];
  });
  return `<h1>Types</h1>\n${sections.join('\n')}`;
}

function itemOf({ name, description }: GraphQLNamedType): Item {
  return { path: pathOfType(name), name, about: firstSentence(description) };
}

export function operationsOf(schema: GraphQLSchema, { typeName }: Root) {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  return fields.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function codeList(items: readonly Item[]): string {
  return list(items, (name) => `<code>${name}</code>`);
}

function plainList(items: readonly Item[]): string {
  return list(items, (name) => name);
}

function list(items: readonly Item[], shown: (name: string) => string): string {
  const lines = items.map(
    ({ path, name, about }) =>
      `<li><a href="${escapeHtml(path)}">${shown(escapeHtml(name))}</a> <span class="quiet">${escapeHtml(about)}</span></li>`,
  );
  return `<ul class="list">\n${lines.join('\n')}\n</ul>`;
}
