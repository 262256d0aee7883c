import { Option } from 'commander';
import { UsageError } from './UsageError';

interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly fallback: number;
}

/** An option that takes an integer. Its bounds stand in the help and in the refusal. */
export function integerOption(flags: string, about: string, { from, to, fallback }: Bounds): Option {
  const expected = `an integer from ${String(from)} to ${String(to)}`;
  return new Option(flags, `${about}: ${expected}`).default(fallback).argParser((text: string) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= from && value <= to) return value;
    throw new UsageError(`${flags.split(' ')[0] ?? ''}: expected ${expected}; got ${JSON.stringify(text)}.`);
  });
}
