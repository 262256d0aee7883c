/*
 * The templates of prod, as files for whoever reads templates without the CDK: cfn-lint, `npm run test:deployed` in the project's root, and
 * people. What changes with every build (the hashes of bundles) is left out, so that two makes of one source are the same.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from './app';
import { stageNamed, type Stage } from './stages';

export const FOLDER = join(__dirname, 'build/templates');

/** Of nobody: AWS keeps this account for examples. */
export const SOCKETS: NonNullable<Stage['sockets']> = {
  imageTag: 'TAG',
  certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/example',
};

export const DOMAIN: NonNullable<Stage['domain']> = {
  name: 'api.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/example',
  hostedZoneId: 'ZEXAMPLE',
  prefixListId: 'pl-0123abcd',
  keyNumber: 2,
};

/** Every template of a stage by its stack's name, as text. */
export function templatesOf(name: Stage['name']): ReadonlyMap<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'fieldgate-templates-'));
  try {
    const { stacks } = createApp({ ...stageNamed(name), sockets: SOCKETS, domain: DOMAIN }, { outdir }).synth();
    return new Map(stacks.map(({ stackName, template }) => [stackName, textOf(template)]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function textOf(template: unknown): string {
  const text = JSON.stringify(template, null, 2).replace(/[0-9a-f]{64}/g, 'HASH');
  return `${text}\n`;
}

function main(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const file of readdirSync(FOLDER)) rmSync(join(FOLDER, file));
  for (const [name, text] of templatesOf('prod')) writeFileSync(join(FOLDER, `${name}.json`), text);
}

if (require.main === module) main();
