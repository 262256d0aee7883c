import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';

/* AWS's own reader of templates, which knows every resource's properties; what it may say and why stands in .cfnlintrc.yaml. */

const FOLDER = join(__dirname, '..');
/** Where `.ci/run` puts it, on a machine that has none. */
const OWN = join(FOLDER, 'build/cfn-lint/bin/cfn-lint');

const lint = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args, { cwd: FOLDER, encoding: 'utf8', timeout: 300_000 });
const found = [OWN, 'cfn-lint'].find((command) => lint(command, '--version').status === 0);

it(
  'cfn-lint has nothing to say',
  { skip: found === undefined && 'cfn-lint is not installed: pip install cfn-lint' },
  () => {
    const { stdout, stderr, status } = lint(found ?? '');
    assert.equal(stdout + stderr, '');
    assert.equal(status, 0);
  },
);
