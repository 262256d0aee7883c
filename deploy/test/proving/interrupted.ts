import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Accounts } from './Accounts';
import { run } from './runScript';

/** Whatever it is doing: what was begun is undone, and nothing more is begun. */
export function isInterrupted(accounts: Accounts): void {
  const interruptions = [
    ['attributes', 'sts assume-role', 'iam update-assume-role-policy'],
    ['attributes', 'iam update-assume-role-policy', 'iam update-assume-role-policy'],
    ['page', 'sqs create-queue', 'sqs delete-queue'],
    ['page', 'sns subscribe', 'sns unsubscribe'],
    ['deploy', 'cdk deploy', 'cloudformation describe-stacks'],
  ] as const;
  for (const [step, interruptedAt, undo] of interruptions)
    it(`a Ctrl-C at ${interruptedAt} of ${step} leaves nothing open, and says what stands`, async () => {
      const leftTrust = [{ Sid: 'DeployProve', Effect: 'Allow' }];
      await accounts.withOne({ interruptedAt, leftTrust }, async (account) => {
        const only = ['--only', `${step},destroy`, ...(step === 'attributes' ? ['--as', 'GUEST-reads'] : [])];
        const ended = await run('prove.mjs', ['--aws', '--yes', ...only], account.environment);
        assert.equal(ended.code, 130, ended.stdout + ended.stderr);
        assert.match(ended.stdout, new RegExp(`^\\| ${step} \\| interrupted \\|`, 'm'));
        assert.match(ended.stdout, /The stage dev stands, or a part of it: .* --only destroy` removes it/);
        const calls = account.typed.map(([, ...given]) => given.slice(0, 2).join(' '));
        assert.ok(calls.lastIndexOf(undo) > calls.indexOf(interruptedAt), calls.join());
        assert.ok(!calls.includes('cdk destroy'));
        for (const { Statement } of Object.values(account.state.trusts)) assert.equal(Statement.length, 1);
      });
    });

  it('a Ctrl-C while AWS still lists what was removed ends the waiting', async () => {
    const left = [{ ResourceARN: 'arn:aws:sqs:eu-central-1:111122223333:left' }];
    await accounts.withOne({ left }, async (account) => {
      const given = ['--aws', '--yes', '--only', 'destroy'];
      const ended = await run('prove.mjs', given, account.environment, {
        interruptedAt: /all stacks of dev are gone/,
      });
      assert.equal(ended.code, 130);
      assert.match(ended.stdout, /destroy ended: it was interrupted\./);
    });
  });

  it('a Ctrl-C while it restores leaves no table', async () => {
    await accounts.withOne(
      { interruptedAt: 'dynamodb restore-table-to-point-in-time', tableName: await accounts.smallTable('smaller') },
      async (account) => {
        const ended = await run('drill.mjs', ['--aws', '-c', 'stage=dev'], account.environment);
        assert.equal(ended.code, 130, ended.stdout + ended.stderr);
        assert.match(ended.stdout, /deleted the restored table in .*-drill-\d{14} is gone/);
        assert.match(ended.stderr, /The drill ended: it was interrupted\./);
      },
    );
  });
}
