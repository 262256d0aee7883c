/*
 * Puts every request that the stories sent before a simulator of AWS's policies, in the name of whoever sent it, and then what nobody
 * may ask. Prints a table by role; exit 1 where anything is allowed that must not be, or denied that must be allowed.
 *
 *     npm run simulate -- <requests.jsonl>     (see test/support/RoleLedger.ts)
 */
import { readFileSync } from 'node:fs';
import { NEVER } from './attributeQuestions';
import { PolicySimulator, type TableRequest } from './PolicySimulator';

/** Of tables and streams, not of items. */
const CONTROL = /^(Describe|List|GetRecords$|GetShardIterator$)/;
const simulator = new PolicySimulator();

type Outcome = Record<'recorded' | 'attributes' | 'partitions' | 'scans' | 'bare', [right: number, wrong: number]>;
const outcomes = new Map<string, Outcome>();
const wrong: string[] = [];

async function expectation(kind: keyof Outcome, asked: TableRequest, allowed: boolean): Promise<void> {
  const outcome = outcomes.get(asked.principal) ?? {
    recorded: [0, 0],
    attributes: [0, 0],
    partitions: [0, 0],
    scans: [0, 0],
    bare: [0, 0],
  };
  outcomes.set(asked.principal, outcome);
  const isRight = (await simulator.isAllowed(asked)) === allowed;
  outcome[kind][isRight ? 0 : 1] += 1;
  if (!isRight) wrong.push(`${kind}: ${allowed ? 'denied' : 'allowed'} ${JSON.stringify(asked)}`);
}

const recorded = readFileSync(process.argv[2] ?? '', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as TableRequest)
  .filter(({ principal, action }) => principal !== '' && !CONTROL.test(action));
const kinds = new Map(recorded.map((each) => [kindOf(each), each]));

/** Requests that differ in the values of ids alone are one for the simulator. */
function kindOf(asked: TableRequest): string {
  const own = new Map(Object.entries(asked.tags).map(([tag, value]) => [value, tag]));
  const keys = asked.leadingKeys.map((key) => {
    const [kind = '', value = ''] = [key.slice(0, key.indexOf('#')), key.slice(key.indexOf('#') + 1)];
    return `${kind}#${own.get(value) ?? 'other'}`;
  });
  return JSON.stringify({ ...asked, tags: Object.keys(asked.tags), leadingKeys: [...new Set(keys)].sort() });
}

/** Attributes that stand in any policy, and those that nobody may name. */
const everyAttribute = [...new Set([...NEVER, ...simulator.attributes])];

/** A partition of the same kind that is nobody's whom the session names, and one of every kind there is. */
const KINDS = ['SHOP', 'CUSTOMER', 'GUEST', 'USER', 'STATISTICS', 'CATALOGUE'];

const tried = new Set<string>();

async function foreign(asked: TableRequest): Promise<void> {
  for (const kind of KINDS.filter((each) => isNew(`${asked.principal} ${asked.action} ${asked.index ?? ''} ${each}`))) {
    const partition = `${kind}#somebody-elses`;
    if (simulator.readable(asked, partition).size > 0) {
      // Open to the role: then it is what belongs to somebody else there that must stay closed.
      const allowed = simulator.readable(asked, partition);
      for (const attribute of everyAttribute.filter((name) => !allowed.has(name)))
        await expectation(
          'attributes',
          { ...asked, leadingKeys: [partition], attributes: ['pk', 'sk', attribute] },
          false,
        );
    } else await expectation('partitions', { ...asked, leadingKeys: [partition] }, false);
  }
}

function isNew(name: string): boolean {
  const { size } = tried;
  return tried.add(name).size > size;
}

async function hostile(asked: TableRequest): Promise<void> {
  const [partition = ''] = asked.leadingKeys;
  const allowed = simulator.readable(asked, partition);
  for (const attribute of everyAttribute.filter((name) => !allowed.has(name)))
    await expectation('attributes', { ...asked, attributes: [...asked.attributes, attribute] }, false);
  // One foreign partition in a batch of own ones.
  if (asked.action === 'BatchGetItem' && asked.leadingKeys.length > 0)
    await expectation('partitions', { ...asked, leadingKeys: [...asked.leadingKeys, 'USER#somebody-elses'] }, false);
  await foreign(asked);
  await expectation('bare', { ...asked, attributes: [] }, false);
  await expectation('bare', { ...asked, leadingKeys: [] }, false);
  if (asked.select !== null) await expectation('bare', { ...asked, select: 'ALL_ATTRIBUTES' }, false);
  if (asked.enclosingOperation !== null && asked.action !== 'ConditionCheckItem')
    await expectation('bare', { ...asked, enclosingOperation: null }, false);
  for (const action of ['Scan', 'DeleteItem', 'PartiQLSelect'])
    await expectation('scans', { ...asked, action, leadingKeys: [], enclosingOperation: null }, false);
}

async function main(): Promise<void> {
  for (const each of kinds.values()) await expectation('recorded', each, true);
  // One of each action and partition is enough to start from for what must be denied.
  const starts = new Map(
    [...kinds.values()].map((each) => [
      JSON.stringify([each.principal, each.action, each.index, each.leadingKeys.map((key) => key.split('#')[0])]),
      each,
    ]),
  );
  for (const each of starts.values()) await hostile(each);
  report();
  if (wrong.length > 0 || recorded.length === 0) {
    process.stderr.write(`${wrong.slice(0, 20).join('\n')}\n${wrong.length} wrong\n`);
    process.exitCode = 1;
  }
}

function report(): void {
  const cell = ([right, not]: [number, number]): string => (not === 0 ? String(right) : `${right} (${not} WRONG)`);
  const rows = [...outcomes]
    .sort()
    .map(([principal, { recorded: r, attributes: a, partitions: p, scans: s, bare: b }]) => [
      principal,
      ...[r, a, p, s, b].map(cell),
    ]);
  const lines = [
    [
      'in the name of',
      'recorded: allowed',
      'hidden attribute: denied',
      'foreign partition: denied',
      'scan, delete: denied',
      'no projection, key or transaction: denied',
    ],
    ...rows,
  ];
  process.stdout.write(`${recorded.length} recorded requests, ${kinds.size} kinds\n`);
  for (const line of lines) process.stdout.write(`| ${line.join(' | ')} |\n`);
}

void main();
