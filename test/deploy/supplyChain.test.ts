import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], input = ''): Ended {
  const { status: code, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, input, encoding: 'utf8' });
  return { code, stdout, stderr };
}

const tool = (name: 'licences' | 'signatures', answer: unknown): Ended =>
  run(process.execPath, [`tools/${name}.mjs`], typeof answer === 'string' ? answer : JSON.stringify(answer));

/** Of the lockfile, what is neither for development nor for some platforms only. */
function packagesOfProduction(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; name?: string; dev?: boolean; optional?: boolean }>;
  };
  const wanted = Object.entries(packages).filter(([path, { dev, optional }]) => path !== '' && !dev && !optional);
  const names = wanted.map(
    ([path, { name, version }]) => `${name ?? path.replace(/^.*node_modules\//, '')}@${version}`,
  );
  return [...new Set(names)].sort();
}

describe('npm run sbom', () => {
  it('lists every package of production and no other, with the hash of what was fetched, and what needs which', () => {
    expect(run('npm', ['run', '--silent', 'sbom'])).toMatchObject({ code: 0, stderr: '' });
    const { bomFormat, components, dependencies } = JSON.parse(
      readFileSync(join(ROOT, 'dist/sbom.cdx.json'), 'utf8'),
    ) as {
      bomFormat: string;
      components: { name: string; version: string; 'bom-ref': string; hashes?: unknown[] }[];
      dependencies: { ref: string; dependsOn: string[] }[];
    };
    expect(bomFormat).toBe('CycloneDX');
    const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
    expect([...listed].sort()).toEqual(packagesOfProduction());
    expect(components.filter(({ hashes = [] }) => hashes.length === 0)).toEqual([]);
    const known = new Set(dependencies.map(({ ref }) => ref));
    expect(components.filter((component) => !known.has(component['bom-ref']))).toEqual([]);
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !known.has(ref))).toEqual([]);
  });
});

describe('npm run licences', () => {
  it('names the licence of every package of production, and finds none that is not allowed', () => {
    const { code, stdout, stderr } = run('npm', ['run', '--silent', 'licences']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^MIT +graphql@\S+$/m);
  });

  const packageWith = (licenses?: unknown) => ({ components: [{ name: 'x', version: '1.0.0', licenses }] });

  it.each([
    ['one of the list', [{ license: { id: 'MIT' } }]],
    ['a choice with one of the list', [{ expression: '(GPL-3.0-only OR MIT)' }]],
    ['two of the list at once', [{ expression: '(MIT AND BSD-3-Clause)' }]],
  ])('takes %s', (_, licenses) => {
    expect(tool('licences', packageWith(licenses))).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['one that asks for more', [{ license: { id: 'GPL-3.0-only' } }], 'got GPL-3.0-only'],
    ['one of two that hold at once', [{ expression: 'MIT AND AGPL-3.0-only' }], 'got MIT AND AGPL-3.0-only'],
    ['one entry of two', [{ license: { id: 'MIT' } }, { license: { id: 'SSPL-1.0' } }], 'got (MIT) AND (SSPL-1.0)'],
    ['one in words of its own', [{ license: { name: 'SEE LICENSE IN terms.txt' } }], 'got SEE LICENSE IN terms.txt'],
    ['a package that says nothing', undefined, 'got none told'],
  ])('refuses %s, by the name of the package', (_, licenses, said) => {
    const { code, stderr } = tool('licences', packageWith(licenses));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^x@1\.0\.0: expected one of /);
    expect(stderr).toContain(said);
  });

  it.each(['', '{}', '{"components":[]}'])('does not take %j for a list without faults', (answer) => {
    expect(tool('licences', answer).code).not.toBe(0);
  });
});

/** The forms of what npm prints stand in its own `lib/utils/verify-signatures.js` and `lib/utils/format-error.js`. */
describe('npm run signatures', () => {
  it('is content where npm found nothing wrong', () => {
    expect(tool('signatures', { invalid: [], missing: [] })).toEqual({
      code: 0,
      stdout: 'Every package has the signature of its registry.\n',
      stderr: '',
    });
  });

  it.each(['invalid', 'missing'])('fails where a signature is %s', (what) => {
    const found = { invalid: [], missing: [], [what]: [{ name: 'x', version: '1.0.0', registry: 'of.test' }] };
    expect(tool('signatures', found)).toEqual({ code: 1, stdout: '', stderr: `x@1.0.0: signature ${what}\n` });
  });

  it.each([
    [{ code: 'ENOTFOUND', summary: 'request failed' }, 'ENOTFOUND'],
    [{ code: 'E404', summary: 'Not Found' }, 'E404'],
    [
      { summary: 'found no dependencies to audit that were installed from a supported registry' },
      'the registry signs none',
    ],
  ])('says in one line that nothing was checked where nobody answers: %j', (error, why) => {
    const stdout = `Signatures of packages were not checked: ${why}.\n`;
    expect(tool('signatures', { error })).toEqual({ code: 0, stdout, stderr: '' });
  });

  it.each(['EEXPIREDSIGNATUREKEY', 'EMISSINGSIGNATUREKEY'])('fails where a key does not hold: %s', (code) => {
    expect(tool('signatures', { error: { code, summary: 'a key' } })).toMatchObject({ code: 1, stdout: '' });
  });

  it.each([{ error: { code: 'TUF_REFRESH_METADATA_ERROR', summary: 'not signed' } }, { invalid: [] }, '', 'npm error'])(
    'ends with another code where npm could not say: %j',
    (answer) => {
      expect(tool('signatures', answer)).toMatchObject({ code: 2, stdout: '' });
    },
  );
});
