// A task that is made of other programs' commands: `node tools/task.mjs codegen`. It tells what it does (`--help`), and ends where one fails.
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readOptions } from './commandLine.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in a folder of the project; where it fails, nothing is done after it. */
function run(folder, program, ...args) {
  const { status } = spawnSync(program, args, {
    cwd: new URL(folder, new URL('..', import.meta.url)),
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function codegen() {
  run('.', 'npm', 'ci', '--prefix', 'clients');
  run('./clients/', 'npx', 'graphql-codegen', '--config', '../codegen.yml');
}

const TASKS = {
  codegen: {
    about: 'Writes types for clients into clients/generated/, and for our own tests into test/support/operations.ts.',
    does: 'after a change of the schema or of clients/operations',
    act: codegen,
  },
  documents: {
    about: 'Writes the manifest of trusted documents, schema/trusted-documents.json, from the clients’ operations.',
    does: 'after a change of clients/operations; then commit the manifest',
    act: () => {
      codegen();
      copyFileSync(
        `${ROOT}clients/generated/operations/persisted-documents.json`,
        `${ROOT}schema/trusted-documents.json`,
      );
    },
  },
};

const [name] = process.argv.splice(2, 1);
const task = Object.hasOwn(TASKS, name ?? '') ? TASKS[name] : undefined;
if (task === undefined) {
  process.stderr.write(`Expected one of ${Object.keys(TASKS).join(', ')}; got ${name ?? 'nothing'}.\n`);
  process.exit(1);
}
readOptions({ usage: `npm run ${name} --`, about: task.about, examples: [[`npm run ${name}`, task.does]] });
task.act();
