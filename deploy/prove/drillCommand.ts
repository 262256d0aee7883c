import { parseArgs } from 'node:util';
import { awsDrill } from './awsDrill';
import { drill, type DrillSite } from './drill';
import { INTERRUPTED, listenForInterruption, undoneAfter, wasInterrupted } from './interruption';
import { localDrill } from './localDrill';
import { build, LocalStack } from './LocalStack';
import { Misused, readOptions, sentenceOf } from './Step';

const HELP = `Usage: node deploy/drill.mjs
       node deploy/drill.mjs --aws -c stage=prod [--keep]

Restores the table to a moment into a new one, shows that the API could go on with that, and deletes it again.
Without --aws it does so with a local stack that it starts for itself, as far as the embedded engine can.

  --aws            with the table of a stage on AWS; \`aws\` must be on the PATH and signed in
  -c stage=<name>  which stage: dev or prod
  --keep           with --aws: do not delete the restored table at the end
  -h, --help       this

OWNER_TOKEN: an ID token of an owner, to read as one on AWS.
`;

listenForInterruption();
void main().catch((error: unknown) => {
  const end = wasInterrupted() ? 'ended' : 'FAILED';
  process.stderr.write(`\nThe drill ${end}: ${sentenceOf(error)}\n`);
  process.exitCode = wasInterrupted() ? INTERRUPTED : 1;
});

async function main(): Promise<void> {
  const { values } = readOptions(() =>
    parseArgs({
      options: {
        aws: { type: 'boolean', default: false },
        context: { type: 'string', short: 'c' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return void process.stdout.write(HELP);
  if (!values.aws && values.context !== undefined)
    throw new Misused('-c goes with --aws: here there is one stack alone');
  if (!values.aws && values.keep) throw new Misused('--keep goes with --aws: here everything goes with its folder');
  const startedAt = performance.now();
  const stage = values.context?.replace(/^stage=/, '') ?? '';
  const site = values.aws ? await awsDrill(stage) : null;
  await build();
  if (site) await run(site, values.keep);
  else await runLocally();
  process.stdout.write(`The drill took ${((performance.now() - startedAt) / 1_000).toFixed(1)} s. Write it down.\n`);
}

async function runLocally(): Promise<void> {
  const stack = await LocalStack.start();
  process.stdout.write(`A local stack runs at ${stack.url}.\n`);
  await undoneAfter(
    async () => run(localDrill(stack), false),
    async () => stack.stop(),
  );
}

async function run(site: DrillSite, isKept: boolean): Promise<void> {
  await drill(site, (saw) => process.stdout.write(`- ${saw}\n`), { isKept });
}
