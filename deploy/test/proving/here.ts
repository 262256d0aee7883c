import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { readProveOptions } from '../../prove/proveOptions';
import { run, saw, STEPS } from './runScript';

/** Without --aws. */
export function provesHere(): void {
  it('every step says what it saw, and the drill is one of them', async () => {
    // What a shell has been told of another table is not of this one.
    const elsewhere = {
      DYNAMODB_ENDPOINT: 'http://127.0.0.1:1',
      TABLE_NAME: 'production',
      COGNITO_USER_POOL_ID: 'x_y',
    };
    const ended = await run('prove.mjs', [], elsewhere);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    for (const step of STEPS) {
      assert.ok(saw(ended, step).length > 0, `${step} says what it saw`);
      assert.match(ended.stdout, new RegExp(`^\\| ${step} \\| seen \\| [\\d.]+ \\|$`, 'm'));
    }
    assert.match(ended.stdout, /a shop owner is SHOP_OWNER/);
    assert.match(ended.stdout, /219 of its 226 fields were asked for/);
    assert.match(ended.stdout, /as GUEST-reads: \d{4} denied attributes and \d+ allowed ones .* as the rules say/);
    assert.match(ended.stdout, /as CUSTOMER\+SHOP_OWNER\+PLATFORM_ADMIN-writes: \d{4} denied attributes/);
    assert.doesNotMatch(ended.stdout, /not asked as/);
    assert.match(ended.stdout, /signs with another key, and a server that was started before the rotation takes that/);
    assert.match(ended.stdout, /FunctionFailed would ring/);
    assert.match(ended.stdout, /3 orders with their lines are the same in both/);
    assert.match(ended.stdout, /an owner saw their shop "Harbour Bistro"/);
    assert.match(ended.stdout, /restoredTable: \{ name: 'fieldgate-drill-\d{14}', streamArn: 'arn:/);
  });

  it('an attribute too many in a policy is found, in a sentence that says what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldgate-policies-'));
    cpSync(join(__dirname, '../../iam'), folder, { recursive: true, filter: (name) => !name.endsWith('.ts') });
    const file = join(folder, 'GUEST-reads.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"customerName"', '"costPrice", "customerName"'));
    const ended = await run('prove.mjs', ['--only', 'attributes', '--as', 'GUEST-reads', '--policies', folder]);
    rmSync(folder, { recursive: true });
    assert.equal(ended.code, 1);
    assert.match(ended.stdout, /^ {2}attributes FAILED: Expected AWS to allow exactly what the rules can ever show;/m);
    assert.match(ended.stdout, /costPrice in SHOP#\S+ as GUEST-reads was allowed.*Run `npm run iam`/);
    assert.match(ended.stdout, /^\| attributes \| FAILED \|/m);
    assert.match(ended.stdout, /^\| destroy \| seen \|/m);
  });

  it('a step that there is not is told before anything is started', async () => {
    const { code, stdout, stderr } = await run('prove.mjs', ['--only', 'fields,fire']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^there is no step fire; there are deploy, callers.*\.$/m);
  });

  for (const [given, message] of [
    [['--aws', '--as', 'GUEST'], /^there is no role GUEST; there are .*GUEST-reads/],
    [['--yes'], /^--yes goes with --aws$/],
    [['--aws', '--policies', '.'], /^--policies is for this machine, not for --aws$/],
    [['--policies', 'nowhere'], /^--policies: expected a folder with policies; nowhere is none$/],
    [['--fast'], /^Unknown option '--fast'.* See --help$/],
  ] as const)
    it(`${given.join(' ')} makes no sense`, () => {
      assert.throws(() => readProveOptions(given), { name: 'Misused', message });
    });

  it('a drill of a stage that is not one on AWS is none of a local stack', async () => {
    const { code, stdout, stderr } = await run('drill.mjs', ['-c', 'stage=prod']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /-c goes with --aws/);
  });

  it('after a Ctrl-C while it starts nothing is left: no process, no folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldgate-interrupted-'));
    const ended = await run('prove.mjs', [], { TMPDIR: folder }, { interruptedAt: /^deploy: /m });
    assert.equal(ended.code, 130, ended.stdout + ended.stderr);
    assert.match(ended.stderr, /Interrupted: what was begun is undone first/);
    assert.match(ended.stdout, /^\| deploy \| interrupted \|/m);
    // What TypeScript was made into, to be faster the next time.
    const left = readdirSync(folder).filter((name) => !name.startsWith('tsx-'));
    assert.deepEqual(left, []);
    rmSync(folder, { recursive: true });
  });
}
