import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { PolicySimulator } from '../iam/PolicySimulator';
import { AwsSite } from './AwsSite';
import { INTERRUPTED, listenForInterruption, wasInterrupted } from './interruption';
import { LocalSite } from './LocalSite';
import { build } from './LocalStack';
import type { Site } from './Site';
import { Misused, readOptions, runSteps, sentenceOf } from './Step';
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

listenForInterruption();
void main().catch((error: unknown) => {
  process.stderr.write(`\n${sentenceOf(error)}\n`);
  process.exitCode = wasInterrupted() ? INTERRUPTED : 1;
});

async function main(): Promise<void> {
  const { values } = readOptions(() =>
    parseArgs({
      options: {
        aws: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        only: { type: 'string' },
        as: { type: 'string' },
        policies: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return void process.stdout.write(HELP);
  const only = listed(values.only, NAMES, 'step') ?? NAMES;
  const as = listed(values.as, new PolicySimulator().principals, 'role');
  assertTogether(values);
  const site: Site = values.aws ? await sandbox(values.yes, as) : new LocalSite(policiesIn(values.policies));
  await build();
  // What was started for itself is stopped, whatever was asked for.
  const steps = STEPS.filter(({ name }) => only.includes(name) || (name === 'destroy' && !values.aws));
  const isProven = await runSteps(steps, site.where, site, (line) => process.stdout.write(`${line}\n`));
  process.exitCode = wasInterrupted() ? INTERRUPTED : isProven ? 0 : 1;
}

/** Names with commas between them. Throws where one is of nothing that there is: what is asked of nobody would prove nothing. */
function listed(given: string | undefined, all: readonly string[], what: string): readonly string[] | undefined {
  const names = given?.split(',');
  const unknown = names?.filter((name) => !all.includes(name)) ?? [];
  if (unknown.length > 0) throw new Misused(`there is no ${what} ${unknown.join(', ')}; there are ${all.join(', ')}`);
  return names;
}

function assertTogether(values: { aws: boolean; yes: boolean; as?: string; policies?: string }): void {
  if (values.aws && values.policies !== undefined) throw new Misused('--policies is for this machine, not for --aws');
  if (!values.aws && (values.yes || values.as !== undefined)) throw new Misused('--yes and --as go with --aws');
}

function policiesIn(folder: string | undefined): string | undefined {
  if (folder === undefined || (existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json'))))
    return folder;
  throw new Misused(`--policies: expected a folder with policies; ${folder} is none`);
}

async function sandbox(isSure: boolean, as: readonly string[] | undefined): Promise<AwsSite> {
  const site = await AwsSite.open(as);
  process.stdout.write(`${site.about}\n`);
  if (isSure) return site;
  const typed = await answerTo(
    `The stage dev of the account ${site.account} is deployed, changed and destroyed. Type the account’s number to go on: `,
  );
  if (typed.trim() !== site.account) throw new Misused('the number of the account was not typed, so nothing was done');
  return site;
}

/** What is typed; nothing where there is nobody who could type. */
async function answerTo(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = once(terminal, 'close').then(() => '');
  const typed = await Promise.race([terminal.question(question).catch(() => ''), closed]);
  terminal.close();
  return typed;
}
