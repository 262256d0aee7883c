import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../configuration/projectFolder';
import { anchorOf, GUIDES_PATH } from './places';

/** A guide for those who write clients, as it stands in `docs/guides/`. */
export interface Guide {
  /** Its file’s name without the number that says where it comes: `7-money.md` is `money`. */
  readonly name: string;
  readonly path: string;
  readonly title: string;
  /** Its first sentence, as plain text. */
  readonly about: string;
  /** Markdown, with its title. */
  readonly text: string;
}

/** In their order. None where they were left out of the deployment. */
export function readGuides(folder = join(projectFolder(), 'docs', 'guides')): Guide[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return files
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((file) => guide(file, readFileSync(join(folder, file), 'utf8')));
}

function guide(file: string, text: string): Guide {
  const name = nameOf(file);
  const [, title = name] = /^# (.+)$/m.exec(text) ?? [];
  const [, first = ''] = /^# .+\n\n([^\n]+(?:\n[^\n]+)*)/m.exec(text) ?? [];
  const about = first.replaceAll('\n', ' ').replaceAll(/[`*[]|\]\([^()]{0,200}\)/g, '');
  return { name, path: `${GUIDES_PATH}/${name}`, title, about: about.split(/(?<=\.) /, 1)[0] ?? '', text };
}

function nameOf(file: string): string {
  return file.replace(/^\d+-/, '').replace(/\.md$/, '');
}

/** The headings below the title, with their places on the page. */
export function headingsIn(text: string): { title: string; anchor: string }[] {
  const outsideOfCode = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...outsideOfCode.matchAll(/^##+ (.+)$/gm)].map(([, title = '']) => ({
    title: title.replaceAll('`', ''),
    anchor: anchorOf(title),
  }));
}

/** What a link between the documents becomes on the pages: `7-money.md#x` is the page of that guide. */
export function addressOnPages(address: string, others: Readonly<Record<string, string>>): string {
  const [, file, place = ''] = /^(?:\.\.\/|\.\/|guides\/)*([\w.-]+\.md)(#.*)?$/.exec(address) ?? [];
  if (file === undefined) return address;
  return `${others[file] ?? `${GUIDES_PATH}/${nameOf(file)}`}${place}`;
}
