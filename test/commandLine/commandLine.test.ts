import { Argument, Option } from 'commander';
import { readCommandLine } from '../../src/commandLine/commandLine';
import { UsageError } from '../../src/commandLine/UsageError';
import { integerOption } from '../../src/commandLine/integerOption';

const COMMAND = {
  usage: 'npm run thing --',
  about: 'Does the thing.',
  argument: new Argument('[name]', 'whose'),
  options: [
    integerOption('--count <n>', 'how many', { from: 2, to: 20, fallback: 3 }),
    new Option('--kind <kind>', 'which').choices(['one', 'other']),
    new Option('--force', 'in any case').default(false),
  ],
  examples: [['npm run thing -- --count 4', 'does it four times']],
  variables: ['TABLE_NAME', 'DYNAMODB_ENDPOINT'],
} as const;

const refusal = (...args: string[]): string => {
  try {
    readCommandLine(COMMAND, args);
  } catch (cause) {
    if (cause instanceof UsageError) return cause.message;
    throw cause;
  }
  throw new Error('expected it to be refused');
};

test('what was typed is read, and the rest is as it is unless told', () => {
  expect(readCommandLine(COMMAND, [])).toEqual({ argument: undefined, values: { count: 3, force: false } });
  expect(readCommandLine(COMMAND, ['me', '--count', '20', '--kind=one', '--force'])).toEqual({
    argument: 'me',
    values: { count: 20, kind: 'one', force: true },
  });
});

test.each([
  [['--cuont', '4'], "Unknown option '--cuont'. Did you mean --count? `npm run thing -- --help` lists what there is."],
  [['--nothing-like-it'], "Unknown option '--nothing-like-it'. `npm run thing -- --help` lists what there is."],
  [['--count'], "Option '--count <n>' argument missing. `npm run thing -- --help` lists what there is."],
  [['--count', '1'], '--count: expected an integer from 2 to 20; got "1".'],
  [['--count', '21'], '--count: expected an integer from 2 to 20; got "21".'],
  [['--count', '2.5'], '--count: expected an integer from 2 to 20; got "2.5".'],
  [['--count', '٤'], '--count: expected an integer from 2 to 20; got "٤".'],
  [
    ['--kind', 'third'],
    "Option '--kind <kind>' argument 'third' is invalid. Allowed choices are one, other. `npm run thing -- --help` lists what there is.",
  ],
])('%j is refused with a sentence', (args, sentence) => {
  expect(refusal(...args)).toBe(sentence);
});

test('more names than one are refused', () => {
  expect(refusal('me', 'you')).toMatch(/^Too many arguments\. Expected 1 argument but got 2/);
});

test('help is on stdout, with bounds, what is taken unless told, examples and variables', () => {
  const written: string[] = [];
  const out = jest.spyOn(process.stdout, 'write').mockImplementation((text) => (written.push(String(text)), true));
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('ended');
  });
  expect(() => readCommandLine(COMMAND, ['--help'])).toThrow('ended');
  expect(exit).toHaveBeenCalledWith(0);
  out.mockRestore();
  exit.mockRestore();
  const help = written.join('');
  for (const part of [
    'Usage: npm run thing -- [options] [name]',
    'Does the thing.',
    'how many: an integer from 2 to 20 (default: 3)',
    '(choices: "one", "other")',
    'npm run thing -- --count 4  does it four times',
    'TABLE_NAME         a DynamoDB table name (default: fieldgate)',
  ])
    expect(help).toContain(part);
});
