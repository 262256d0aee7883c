import { getOrInsert } from '../../../src/maps/getOrInsert';

/** A string of any length of which a parser could make too much: the same characters again and again, after others or before one that fails. */
export interface PumpedText {
  readonly name: string;
  of(length: number): string;
}

/** The same characters again and again. Each text is made once. */
export function pumped(name: string, unit: string, { first = '', last = '' } = {}): PumpedText {
  const made = new Map<number, string>();
  const make = (length: number): string => {
    const room = Math.max(0, length - first.length - last.length);
    return first + unit.repeat(Math.ceil(room / unit.length)).slice(0, room) + last;
  };
  return { name, of: (length) => getOrInsert(made, length, () => make(length)) };
}

/** What scalars, validators and headers expect at the beginning, so that a pattern gets as far as where it runs away. */
const BEGINNINGS = {
  nothing: '',
  phone: '+49',
  address: 'a@a',
  time: '2026-01-01T00:00:00.',
  money: '-1.',
  url: 'https://a',
  iban: 'DE89',
  bearer: 'Bearer ',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-',
  json: '{"a":"',
};

/** What is repeated. The combining marks stand in an order that normalising has to mend. */
const UNITS = {
  digits: '9',
  zeros: '0',
  spaces: ' ',
  tabs: '\t',
  'line breaks': '\n',
  dashes: '-',
  dots: '.',
  'digits and blanks': '1 ',
  'digits and dashes': '12-',
  brackets: '(',
  'a@': 'a@',
  'labels of a host': 'a.',
  percent: '%',
  'percent-encoded': '%C3%A9',
  letters: 'a',
  'letters of both cases': 'aA',
  'underscores and letters': 'a_',
  equals: 'a=',
  semicolons: '; ',
  commas: ', ',
  'parameters of a header': ';q=0',
  'charsets of a header': ';charset=',
  quotes: '"',
  backslashes: '\\',
  slashes: '/',
  'combining marks': '\u0316\u0300',
  'compatibility letters': '\uFDFA',
  'halves of a pair': '\uD83D',
  emoji: '👩‍🍳',
  'what validators say': 'Did you mean ',
  'what a parser says': 'String " at "a',
};

/** One letter with marks of one class, then as many that come before each of them: the most that putting marks in order can cost. */
const MARKS_OF_ONE_LETTER: PumpedText = {
  name: 'combining marks of one letter',
  of: (length) => {
    const half = Math.max(0, length / 2 - 1);
    return `a${'\u0301'.repeat(half)}${'\u0316'.repeat(half)}!`;
  },
};

/** Each ends with a character that nothing expects. */
export const FAILING_TEXTS: readonly PumpedText[] = [
  ...Object.entries(UNITS).map(([name, unit]) => pumped(name, unit, { last: '!' })),
  MARKS_OF_ONE_LETTER,
];

/** These, and the same without that end. */
export const PUMPED_TEXTS: readonly PumpedText[] = [
  ...FAILING_TEXTS,
  ...Object.entries(UNITS).map(([name, unit]) => pumped(`${name}, without end`, unit)),
];

/** Each of the former after each beginning. */
export const BEGUN_TEXTS: readonly PumpedText[] = Object.entries(BEGINNINGS).flatMap(([beginning, first]) =>
  Object.entries(UNITS).map(([name, unit]) => pumped(`${beginning}, then ${name}`, unit, { first, last: '!' })),
);
