import { parseArgs } from 'node:util';
import { awsDrill } from './awsDrill';
import { drill, type DrillSite } from './drill';
import { localDrill } from './localDrill';
import { build, LocalStack } from './LocalStack';
import { sentenceOf } from './Step';

const HELP = `Usage: node deploy/drill.mjs [--keep]
       node deploy/drill.mjs --aws -c stage=prod [--keep]

Restores the table to a moment into a new one, shows that the API could go on with that, and deletes it again.
Without --aws it does so with a local stack that it starts for itself, as far as the embedded engine can.

  --aws            with the table of a stage on AWS; \`aws\` must be on the PATH and signed in
  -c stage=<name>  which stage: dev or prod
  --keep           do not delete the restored table at the end
  -h, --help       this

OWNER_TOKEN: an ID token of an owner, to read as one on AWS.
`;

void main().catch((error: unknown) => {
  process.stderr.write(`\nThe drill FAILED: ${sentenceOf(error)}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      aws: { type: 'boolean', default: false },
      context: { type: 'string', short: 'c', default: '' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const startedAt = performance.now();
  await build();
  if (values.aws) await run(await awsDrill(values.context.replace(/^stage=/, '')), values.keep);
  else await runLocally(values.keep);
  process.stdout.write(`The drill took ${((performance.now() - startedAt) / 1_000).toFixed(1)} s. Write it down.\n`);
}

async function runLocally(isKept: boolean): Promise<void> {
  const stack = await LocalStack.start();
  process.stdout.write(`A local stack runs at ${stack.url}.\n`);
  try {
    await run(localDrill(stack), isKept);
  } finally {
    await stack.stop();
  }
}

async function run(site: DrillSite, isKept: boolean): Promise<void> {
  await drill(site, (saw) => process.stdout.write(`- ${saw}\n`), { isKept });
}
