// The options of the tools that are no part of the server (bench, mutation, figures): one definition gives what they take, their help and
// their refusals. commander is the root package's.
import { Command, InvalidArgumentError, Option } from 'commander';

/** An option that takes a number, with its bounds in the help and in the refusal. */
export function number(flags, about, { from, to, fallback }) {
  const expected = `a number from ${from} to ${to}`;
  return new Option(flags, `${about}: ${expected}`).default(fallback).argParser((text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (value >= from && value <= to) return value;
    throw new InvalidArgumentError(`Expected ${expected}.`);
  });
}

export const flag = (flags, about) => new Option(flags, about);

/** What was typed, checked. `--help` is answered on stdout and ends the process with 0, anything wrong with a sentence and 1. */
export function readOptions({ usage, about, options = [], examples }) {
  const command = new Command(usage)
    .description(about)
    .helpOption('-h, --help', 'this text')
    .allowExcessArguments(false);
  for (const option of options) command.addOption(option);
  const width = Math.max(...examples.map(([typed]) => typed.length));
  const lines = examples.map(([typed, does]) => `  ${typed.padEnd(width)}  ${does}`);
  command.addHelpText('after', ['\nExamples:', ...lines].join('\n'));
  command.configureOutput({
    outputError: (words, write) => write(`${sentence(words)} \`${usage} --help\` lists what there is.\n`),
  });
  return command.parse().opts();
}

/** The library's words, as the server's commands say them. */
function sentence(words) {
  const [what = '', hint = ''] = words.replace(/^error: /, '').split('\n');
  const meant = /\(Did you mean (.+)\?\)/.exec(hint)?.[1];
  const told = `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`;
  return meant === undefined ? told : `${told} Did you mean ${meant}?`;
}
