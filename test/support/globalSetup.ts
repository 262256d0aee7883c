import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startEngine } from '../../src/local/engine';
import type { Engine } from '../../src/local/engine';
import { ENGINE_KINDS } from '../../src/local/engineProgram';
import type { EngineKind } from '../../src/local/engineProgram';

declare global {
  // A `var` is what TypeScript asks of a global; setup hands the engine to teardown in it.
  var fieldgateTestEngine: Engine | undefined;
}

/**
 * One engine for the whole run; the workers inherit its endpoint. Each test file makes a table of its own in it.
 *
 * The server serves pages' scripts as they were compiled, and some tests start programs from `dist/`: so it is brought up to date
 * first, whichever package's tests these are. Takes half a second where nothing has changed.
 */
export default async function globalSetup(): Promise<void> {
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: join(__dirname, '../..'), stdio: 'inherit' });
  globalThis.fieldgateTestEngine = await startEngine({ kind: wantedKind(), dataFolder: 'memory' });
  process.env.FIELDGATE_TEST_ENDPOINT = globalThis.fieldgateTestEngine.endpoint;
  // The SDK's version is pinned; that a version after it will ask for a newer Node is no news for a test run.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}

/** What `FIELDGATE_TEST_ENGINE` asks for; by default the first engine that is installed. */
function wantedKind(): EngineKind | undefined {
  const { FIELDGATE_TEST_ENGINE: wanted } = process.env;
  const kind = ENGINE_KINDS.find((known) => known === wanted);
  if (wanted !== undefined && kind === undefined) {
    throw new Error(`FIELDGATE_TEST_ENGINE is expected to be ${ENGINE_KINDS.join(' or ')}, but is '${wanted}'.`);
  }
  return kind;
}
