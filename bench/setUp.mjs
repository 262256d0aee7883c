// What both commands begin with.
import { spawnSync } from 'node:child_process';
import { OTHER_CORE, pin } from './machine/processes.mjs';
import { ROOT } from './store/fromDist.mjs';

/** Compiles Fieldgate and keeps this process, which makes the load, off the contenders' core. */
export function setUp({ build }) {
  pin(process.pid, OTHER_CORE);
  if (!build) return;
  const { status } = spawnSync('npm', ['run', 'build', '--silent'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('expected Fieldgate to compile; `--no-build` measures the last build');
}
