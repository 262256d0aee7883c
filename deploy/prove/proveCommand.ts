import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { AwsSite } from './AwsSite';
import { INTERRUPTED, listenForInterruption, wasInterrupted } from './interruption';
import { LocalSite } from './LocalSite';
import { build } from './LocalStack';
import { HELP, readProveOptions } from './proveOptions';
import type { Site } from './Site';
import { Misused, runSteps, sentenceOf } from './Step';
import { STEPS } from './steps';

listenForInterruption();
void main().catch((error: unknown) => {
  process.stderr.write(`\n${sentenceOf(error)}\n`);
  process.exitCode = wasInterrupted() ? INTERRUPTED : 1;
});

async function main(): Promise<void> {
  const { help, aws, yes, only, as, policies } = readProveOptions(process.argv.slice(2));
  if (help) return void process.stdout.write(HELP);
  const site: Site = aws ? await sandbox(yes, as) : new LocalSite(as, policies);
  await build();
  // What was started for itself is stopped, whatever was asked for.
  const steps = STEPS.filter(({ name }) => only.includes(name) || (name === 'destroy' && !aws));
  const isProven = await runSteps(steps, site.where, site, (line) => process.stdout.write(`${line}\n`));
  process.exitCode = wasInterrupted() ? INTERRUPTED : isProven ? 0 : 1;
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
