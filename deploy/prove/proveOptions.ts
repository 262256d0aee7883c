import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PolicySimulator } from '../iam/PolicySimulator';
import { Misused, readOptions } from './Step';
import { STEPS } from './steps';

const NAMES = STEPS.map(({ name }) => name);
export const HELP = `Usage: node deploy/prove.mjs [--only step,step] [--as role,role] [--policies folder]
       node deploy/prove.mjs --aws [--yes] [--only step,step] [--as role,role]

Shows, step by step, what only AWS can prove; without --aws, those steps as far as they exist on this machine,
against a local stack that it starts for itself. Ends with 1 where a step failed.

  --aws                in the account that \`aws\` is signed in to: deploys the stage dev there, and destroys it.
                       Take a sandbox account: whatever its stage dev holds is gone afterwards.
  --yes                do not ask whether that is the right account
  --only step,step     only these; of ${NAMES.join(', ')}
  --as role,role       attributes only in the name of these, such as GUEST-reads
  --policies folder    without --aws: the policies that are simulated, in the place of deploy/iam
  -h, --help           this
`;

export interface ProveOptions {
  readonly help: boolean;
  readonly aws: boolean;
  readonly yes: boolean;
  readonly only: readonly string[];
  /** `undefined`: everybody. */
  readonly as: readonly string[] | undefined;
  readonly policies: string | undefined;
}

/** What was typed. Throws a `Misused` where it makes no sense. */
export function readProveOptions(args: readonly string[]): ProveOptions {
  const { values } = readOptions(() =>
    parseArgs({
      args: [...args],
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
  if (values.aws && values.policies !== undefined) throw new Misused('--policies is for this machine, not for --aws');
  if (!values.aws && values.yes) throw new Misused('--yes goes with --aws');
  return {
    ...{ help: values.help, aws: values.aws, yes: values.yes },
    only: listed(values.only, NAMES, 'step') ?? NAMES,
    as: listed(values.as, new PolicySimulator().principals, 'role'),
    policies: policiesIn(values.policies),
  };
}

/** Names with commas between them. Throws where one is of nothing that there is: what is asked of nobody would prove nothing. */
function listed(given: string | undefined, all: readonly string[], what: string): readonly string[] | undefined {
  const names = given?.split(',');
  const unknown = names?.filter((name) => !all.includes(name)) ?? [];
  if (unknown.length > 0) throw new Misused(`there is no ${what} ${unknown.join(', ')}; there are ${all.join(', ')}`);
  return names;
}

function policiesIn(folder: string | undefined): string | undefined {
  if (folder === undefined || (existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json'))))
    return folder;
  throw new Misused(`--policies: expected a folder with policies; ${folder} is none`);
}
