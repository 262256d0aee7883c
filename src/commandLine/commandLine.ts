import { Command, CommanderError, Help, type Argument, type Option, type OptionValues } from 'commander';
import type { VariableName } from '../configuration/variables';
import { variablesHelp } from './variablesHelp';
import { UsageError } from './UsageError';

/** What a command takes: its help, what it accepts and what it refuses are all made of this. */
export interface CommandDefinition {
  /** What is typed before the options, such as `npm run seed --`. */
  readonly usage: string;
  readonly about: string;
  readonly options?: readonly Option[];
  readonly argument?: Argument;
  /** Whole commands, with what they do. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** The variables of the environment that it reads. */
  readonly variables?: readonly VariableName[];
}

export interface Typed<Values> {
  readonly values: Values;
  /** `undefined` where none was typed. */
  readonly argument: string | undefined;
}

/**
 * What was typed, checked. `--help` is answered on stdout and ends the process with 0. Throws a {@link UsageError} that says what was
 * wrong, and where it is near one of the options, which was meant.
 */
export function readCommandLine<Values extends OptionValues>(
  definition: CommandDefinition,
  args: readonly string[] = process.argv.slice(2),
): Typed<Values> {
  const command = commandOf(definition);
  try {
    command.parse(args, { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError && cause.exitCode !== 0) throw refusal(cause, definition);
    // The help is out already.
    if (cause instanceof CommanderError) process.exit(0);
    throw cause;
  }
  return { values: command.opts<Values>(), argument: command.args[0] };
}

function commandOf({ usage, about, options = [], argument, examples, variables = [] }: CommandDefinition): Command {
  const command = new Command(usage)
    .description(about)
    .helpOption('-h, --help', 'this text')
    .configureHelp({ optionDescription })
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  for (const option of options) command.addOption(option);
  if (argument) command.addArgument(argument);
  command.allowExcessArguments(false);
  command.addHelpText('after', `\n${examplesHelp(examples)}${variablesHelp(variables)}`);
  return command;
}

/** That a flag is off unless it is set goes without saying. */
function optionDescription(option: Option): string {
  return option.defaultValue === false ? option.description : new Help().optionDescription(option);
}

function examplesHelp(examples: CommandDefinition['examples']): string {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, does]) => `  ${command.padEnd(width)}  ${does}`.trimEnd());
  return ['Examples:', ...lines].join('\n');
}

/** The library's words, as a sentence that says where to look. */
function refusal({ message }: CommanderError, { usage }: CommandDefinition): UsageError {
  const [what = '', hint = ''] = message.replace(/^error: /, '').split('\n');
  const meant = /^\(Did you mean (.+)\?\)$/.exec(hint)?.[1];
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`;
  const suggestion = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new UsageError(`${sentence}${suggestion} \`${usage} --help\` lists what there is.`);
}
