import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const inFolder = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);

const AT_THE_ROOT = ['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'];
/** They name files of the project as they are; the guides name files that their reader is to make as well. */
const EXACT = [
  ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/threats.md', 'docs/execution.md'],
  ...['docs/how-access-is-decided.md', 'docs/dependencies.md', ...inFolder('docs/adr')],
];
const ALL = [...AT_THE_ROOT, ...inFolder('docs'), ...inFolder('docs/adr')];

/** Paths in backticks, from the project's root. */
function pathsIn(text: string): string[] {
  const found = text.matchAll(/`((?:src|schema|resolvers|test|tools|docs|bench|deploy|clients|mutation)\/[\w./-]*)`/g);
  return [...found].map(([, path = '']) => path);
}

function linksIn(text: string): string[] {
  const found = text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g);
  return [...found].map(([, path = '']) => path);
}

/** Made by a command, and not committed. */
const MADE = 'deploy/templates/';

test.each(EXACT)('every file that %s names is there', (document) => {
  const missing = pathsIn(read(document)).filter((path) => !path.startsWith(MADE) && !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
});

test('the architecture names the files of each stop', () => {
  expect(pathsIn(read('ARCHITECTURE.md')).length).toBeGreaterThan(60);
});

test.each(ALL)('every link of %s leads to a file', (document) => {
  const missing = linksIn(read(document)).filter((path) => !existsSync(join(ROOT, dirname(document), path)));
  expect(missing).toEqual([]);
});

const PACKAGES = ['', 'clients/', 'clients/shop/', 'deploy/', 'deploy/image/', 'bench/', 'mutation/'];

/** `name → inner`: the version, of every override. */
function overridesOf(manifest: string): string[] {
  const { overrides = {} } = JSON.parse(read(manifest)) as { overrides?: Record<string, string | object> };
  return Object.entries(overrides).flatMap(([name, held]) =>
    typeof held === 'string'
      ? [`\`${name}\` | ${held}`]
      : Object.entries(held).map(([inner, version]) => `\`${name}\` → \`${inner}\` | ${String(version)}`),
  );
}

test('every override is explained, and no other', () => {
  const table = read('docs/dependencies.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const explained = table.flatMap((line) => {
    const [, name = '', version = '', where = ''] = line.split('|').map((cell) => cell.trim());
    return [...where.matchAll(/`([^`]+)`/g)].map(([, manifest = '']) => `${manifest}: ${name} | ${version}`);
  });
  const given = PACKAGES.map((folder) => `${folder}package.json`).flatMap((manifest) =>
    overridesOf(manifest).map((override) => `${manifest}: ${override}`),
  );
  expect(explained.sort()).toEqual(given.sort());
});

test('every package has the licence of the project', () => {
  expect(read('LICENSE')).toContain('Apache License');
  const licences = PACKAGES.map(
    (folder) => (JSON.parse(read(`${folder}package.json`)) as { license?: string }).license,
  );
  expect(new Set(licences)).toEqual(new Set(['Apache-2.0']));
});
