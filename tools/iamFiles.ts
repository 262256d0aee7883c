import 'reflect-metadata';
import { Option } from 'commander';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessConfiguration } from '../schema';
import { buildApi } from '../src/compose/api';
import { readCommandLine } from '../src/commandLine/commandLine';
import { runTool } from '../src/commandLine/runTool';
import { policyFor, serverPolicy, unitedPolicy } from './iam/policies';
import { PUBLIC, roleSetName, roleSetsOf, SYSTEM } from '../src/iam/roleSets';
import { publicAccess, readAccess, systemAccess, writeAccess, type StoreRules } from '../src/iam/scopes';
import type { Policy } from './iam/statements';
import { storeRules } from '../src/compose/storeRules';

const FOLDER = 'deploy/iam';

/** Every policy that follows from the rules, by the name of its file. */
export function policyFiles(rules: StoreRules = storeRules(buildApi().model)): ReadonlyMap<string, Policy> {
  const sets = roleSetsOf(accessConfiguration);
  // One read may be for several roles at once; each write is for one, so a set of roles simply has all their policies.
  const reads = sets.map((roles) => [`${roleSetName(roles)}-reads.json`, policyFor(readAccess(rules, roles))] as const);
  const writes = accessConfiguration.roles.map(
    ({ name }) => [`${name}-writes.json`, policyFor(writeAccess(rules, [name]))] as const,
  );
  const system = [`${SYSTEM}.json`, policyFor(systemAccess(rules))] as const;
  const everybody = [`${PUBLIC}.json`, policyFor(publicAccess(rules))] as const;
  const server = serverPolicy(rules);
  return new Map([
    ...reads,
    ...writes,
    system,
    everybody,
    ['server.json', server],
    ['server-alone.json', unitedPolicy(rules, sets)],
  ]);
}

const COMMAND = {
  usage: 'npm run iam --',
  about: `Writes the IAM policies of each role, which follow from the rules, into ${FOLDER}.`,
  options: [new Option('--check', 'write nothing, say what differs, and end with 1 if anything does')],
  examples: [['npm run iam', 'after a change of the rules; then look at the diff']],
} as const;

function main(): void {
  const { values } = readCommandLine<{ readonly check?: true }>(COMMAND);
  const texts = new Map([...policyFiles()].map(([name, policy]) => [name, `${JSON.stringify(policy, null, 2)}\n`]));
  if (values.check === true) check(texts);
  else write(texts);
}

function write(texts: ReadonlyMap<string, string>): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of filesThere()) rmSync(join(FOLDER, name));
  for (const [name, text] of texts) writeFileSync(join(FOLDER, name), text);
}

function check(texts: ReadonlyMap<string, string>): void {
  const there = new Map(filesThere().map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
  const differing = [...new Set([...texts.keys(), ...there.keys()])].filter(
    (name) => texts.get(name) !== there.get(name),
  );
  if (differing.length === 0) return;
  process.stderr.write(
    `These policies do not follow from the rules any more: ${differing.join(', ')}. Run \`npm run iam\`.\n`,
  );
  process.exitCode = 1;
}

function filesThere(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
}

if (require.main === module) runTool(main);
