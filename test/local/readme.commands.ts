import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scripts } from '../../package.json';
import { LocalCommands, type Ended } from './LocalCommands';

/*
 * What the README and its list of commands tell people to type, typed beside a running `npm start`, from what was built. `npm run test:commands`.
 */

const README = ['README.md', 'docs/commands.md']
  .map((file) => readFileSync(join(__dirname, '../..', file), 'utf8'))
  .join('\n');
/** Those that work on the running stack or on its data. */
const LOCAL = ['token', 'seed', 'verify', 'grant', 'dead-letters'];
const WITH_HELP = ['start', 'reset', ...LOCAL, 'schema', 'iam', 'check:breaking', 'codegen', 'documents', 'figures'];
/** What stands for whatever somebody types there. */
const MEANT = { '<user>': 'customer2@example.com', '<email>': 'customer1@example.com', '<shop>': 'harbour-bistro' };

let commands: LocalCommands;
beforeAll(async () => {
  commands = await LocalCommands.start();
});
afterAll(() => commands.close());

/** Every command that the README names in a line of text or a table. */
function named(): string[] {
  const all = [...README.matchAll(/`(npm (?:run )?[^`]+)`/g)].map(([, command = '']) => command);
  const local = all.filter((command) =>
    LOCAL.some((script) => new RegExp(`^npm run (?:--silent )?${script}(?: |$)`).test(command)),
  );
  return [...new Set(local.map(meant))];
}

function meant(command: string): string {
  const words = Object.entries(MEANT).reduce((text, [word, value]) => text.replaceAll(word, value), command);
  // A tenth of it shows the same.
  return words.includes(' seed ') ? words.replace(/\b(\d+)0\b/g, '$1') : words;
}

/** The blocks that are typed beside the stack: they ask it, and neither install nor start anything. */
function blocks(): string[] {
  const parts = README.split(/^```/m);
  const all = parts
    .filter((_, index) => index % 2 === 1)
    .flatMap((part) => {
      const [, language = '', text = ''] = /^(\w*)\n([\s\S]*)$/.exec(part) ?? [];
      return ['', 'sh', 'bash', 'shell', 'console'].includes(language) ? [text] : [];
    });
  return all.filter((text) => /curl|npm run/.test(text) && !/npm (?:ci|start|test)|docker/.test(text));
}

const well = ({ code, stderr }: Ended) => expect([code, stderr]).toEqual([0, '']);

test('every script that the README names is there', () => {
  const names = [...README.matchAll(/`npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});

test('all local commands are named, so that they are typed below', () => {
  const missing = LOCAL.filter((script) => !named().some((command) => command.includes(` ${script}`)));
  expect(missing).toEqual([]);
});

test.each(blocks().map((block, index) => [index + 1, block] as const))('block %i', async (_, block) => {
  const ended = await commands.shell(block);
  well(ended);
  const answers = ended.stdout.split(/(?<=\})\s*(?=\{"data")/).filter((text) => text.trim() !== '');
  const asked = block.split('\n').filter((line) => /^(?:ask|as)\b(?!\()/.test(line));
  expect(answers).toHaveLength(asked.length);
  for (const answer of answers) expect((JSON.parse(answer) as { data: object }).data).toHaveProperty('shop');
});

test('there is at least one such block, and each of its callers has a line at the terminal', async () => {
  expect(blocks().length).toBeGreaterThan(0);
  await commands.untilPrinted(/CUSTOMER customer1 +query .+ \d+ DynamoDB calls? +\d+ ms +denied: Shop\.taxId\n/);
  await commands.untilPrinted(/SHOP_OWNER owner1 +query .+ ok\n/);
  const [, lines = ''] = commands.printed.split('Ctrl-C stops everything');
  expect(lines).not.toMatch(/@|Bearer|TAX-/);
});

test.each(named())('%s', async (command) => {
  const ended = await commands.shell(command);
  well(ended);
  if (command.includes(' token ')) expect(ended.stdout).toMatch(/[\w-]+\.[\w-]+\.[\w-]+\n$/);
});

test.each(WITH_HELP)('npm run %s -- --help', async (script) => {
  const { code, stdout, stderr } = await commands.shell(`npm run --silent ${script} -- --help`);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Usage: .*npm (?:run )?/);
  expect(stdout).toContain('Examples:');
});

test.each(WITH_HELP)('npm run %s -- --hlep', async (script) => {
  const { code, stdout, stderr } = await commands.shell(`npm run --silent ${script} -- --hlep`);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim()).toMatch(
    /^Unknown option '--hlep'\. Did you mean --help\? `npm .* --help` lists what there is\.$/,
  );
});

test('Ctrl-C ends it, and npm run reset forgets it', async () => {
  expect(await commands.stop()).toBe(0);
  const ended = await commands.shell('npm run reset');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('Removed ');
});
