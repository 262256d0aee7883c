import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attributeQuestions, provingTags, type AttributeQuestion } from '../iam/attributeQuestions';
import { PolicySimulator } from '../iam/PolicySimulator';
import { assertUninterrupted } from './interruption';
import { ROOT } from './LocalStack';
import type { AttributeAsker, Site } from './Site';
import { Unproven } from './Step';

const AT_ONCE = 8;

/** The policies as they follow from the rules now, whatever is committed or deployed. */
export function policiesOfRules(): PolicySimulator {
  const folder = mkdtempSync(join(tmpdir(), 'fieldgate-policies-'));
  try {
    // It writes where it is started.
    const iamFiles = join(ROOT, 'dist/tools/iamFiles.js');
    const { status, stderr } = spawnSync(process.execPath, [iamFiles], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the policies could not be derived: ${stderr}`);
    return new PolicySimulator(join(folder, 'deploy/iam'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Asks for every attribute in the name of every role of the site’s, and holds what is allowed against the rules. */
export async function tryEveryAttribute(site: Site, say: (saw: string) => void): Promise<void> {
  const rules = policiesOfRules();
  const questions = attributeQuestions(rules);
  const principals = site.askedAs ?? rules.principals;
  const tags = provingTags(rules);
  const wrong: string[] = [];
  for (const principal of principals) {
    const mine = questions.filter(({ request }) => request.principal === principal);
    const found = await site.asPrincipal({ principal, tags }, async (ask) => wrongAnswers(mine, ask));
    const allowed = mine.filter(({ isAllowed }) => isAllowed).length;
    say(
      `as ${principal}: ${String(mine.length - allowed)} denied attributes and ${String(allowed)} allowed ones were asked for; ${found.length === 0 ? 'each was answered as the rules say' : `${String(found.length)} answers were WRONG`}`,
    );
    wrong.push(...found);
  }
  if (principals.length === 0) throw new Unproven('somebody to ask as', 'there is nobody', 'See --as.');
  const others = rules.principals.filter((each) => !principals.includes(each));
  if (others.length > 0) say(`not asked as ${others.join(', ')}`);
  if (wrong.length > 0)
    throw new Unproven(
      'AWS to allow exactly what the rules can ever show',
      `${String(wrong.length)} answers were others, the first of them: ${wrong.slice(0, 3).join('; ')}`,
      'Run `npm run iam`, look at the diff of deploy/iam, and deploy `api`.',
    );
}

async function wrongAnswers(questions: readonly AttributeQuestion[], ask: AttributeAsker): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...questions];
  const work = async (): Promise<void> => {
    for (let question = left.pop(); question; question = left.pop()) {
      assertUninterrupted();
      const { request, attribute, partition, isAllowed } = question;
      if ((await ask(request)) === isAllowed) continue;
      const where = request.index === null ? partition : `${partition} of ${request.index}`;
      wrong.push(`${attribute} in ${where} as ${request.principal} was ${isAllowed ? 'denied' : 'allowed'}`);
    }
  };
  const stop = (error: unknown): never => {
    // Nobody is there any more to answer the others.
    left.length = 0;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, async () => work().catch(stop)));
  return wrong;
}
