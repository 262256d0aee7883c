import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { AwsSite } from './AwsSite';
import { LocalSite } from './LocalSite';
import type { Site } from './Site';
import { runSteps, sentenceOf } from './Step';
import { STEPS } from './steps';

const NAMES = STEPS.map(({ name }) => name);
const HELP = `Usage: node deploy/prove.mjs [--only step,step] [--policies folder]
       node deploy/prove.mjs --aws [--yes] [--only step,step] [--as role,role]

Shows, step by step, what only AWS can prove; without --aws, those steps as far as they exist on this machine,
against a local stack that it starts for itself. Ends with 1 where a step failed.

  --aws                in the account that \`aws\` is signed in to: deploys the stage dev there, and destroys it.
                       Take a sandbox account: whatever its stage dev holds is gone afterwards.
  --yes                do not ask whether that is the right account
  --only step,step     only these; of ${NAMES.join(', ')}
  --as role,role       with --aws: attributes only in the name of these, such as GUEST-reads
  --policies folder    without --aws: the policies that are simulated, in the place of deploy/iam
  -h, --help           this
`;

void main().catch((error: unknown) => {
  process.stderr.write(`\n${sentenceOf(error)}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      aws: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      only: { type: 'string' },
      as: { type: 'string' },
      policies: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const only = values.only?.split(',') ?? NAMES;
  const unknown = only.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`there is no step ${unknown.join(', ')}; there are ${NAMES.join(', ')}`);
  const site: Site = values.aws ? await sandbox(values) : new LocalSite(values.policies);
  // What was started for itself is stopped, whatever was asked for.
  const steps = STEPS.filter(({ name }) => only.includes(name) || (name === 'destroy' && !values.aws));
  const isProven = await runSteps(steps, site.where, site, (line) => process.stdout.write(`${line}\n`));
  process.exitCode = isProven ? 0 : 1;
}

async function sandbox({ yes, as }: { readonly yes: boolean; readonly as?: string | undefined }): Promise<AwsSite> {
  const site = await AwsSite.open(as?.split(','));
  process.stdout.write(`${site.about}\n`);
  if (yes) return site;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const typed = await terminal.question(
    `The stage dev of the account ${site.account} is deployed, changed and destroyed. Type the account’s number to go on: `,
  );
  terminal.close();
  if (typed.trim() !== site.account) throw new Error('the number of the account was not typed, so nothing was done');
  return site;
}
