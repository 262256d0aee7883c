import type { SeededDice } from './SeededDice';

/** Pieces of which texts are made that no form expects. */
const PIECES = [
  'a',
  'Ada',
  ' ',
  '',
  '\0',
  '\n',
  '\r\n',
  '\t',
  '\x1b[31m',
  '\x7f',
  '\x85',
  '\u00ad',
  '\u034f',
  '\u0301',
  '\u061c',
  '\u115f',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u2028',
  '\u202e',
  '\u2060',
  '\u2066',
  '\u2800',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\ufffd',
  '\ufffe',
  '\uffff',
  '\ud83d',
  '\udc00',
  '\ud800\ud800',
  '🍕',
  '👩‍👩‍👧',
  '\u{e0001}',
  '\u{10ffff}',
  '\ufdfa',
  '\u33af',
  'é',
  'e\u0301',
  'ß',
  'İ',
  '東京',
  'می‌خواهم',
  '"',
  '\\',
  '\\u0000',
  "'",
  '`',
  '#',
  ':',
  '/',
  '%00',
  '%',
  '$',
  '{',
  '}',
  '<script>',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'true',
  '-1',
  '1e999',
  'NaN',
  '../..',
  'SHOP#alpha',
  'pk',
];
const LENGTHS = [0, 1, 64, 65, 128, 256, 257, 512, 1024, 1025, 2048, 4097, 16_384, 16_385];

/** Some are plain, most are none that a form expects, and a few are as long as a bound, or longer. */
export function strangeText(dice: SeededDice): string {
  if (dice.chance(4)) return dice.pick(PIECES).repeat(dice.pick(LENGTHS)).slice(0, 20_000);
  return dice.times(0, 5, () => dice.pick(PIECES)).join('');
}

const NUMBERS = [
  0,
  -0,
  1,
  2,
  20,
  21,
  100,
  101,
  -1,
  0.1,
  1.5,
  1e21,
  1e308,
  5e-324,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 53 + 2,
  1_000_000,
  1_000_001,
];

export function strangeNumber(dice: SeededDice): number {
  return dice.pick(NUMBERS);
}

/** JSON of any kind; now and then deeper or longer than anything that is taken. */
export function anyJson(dice: SeededDice, depth = 0): unknown {
  if (depth === 0 && dice.chance(3)) return deep(dice.pick([31, 32, 33, 200]), dice.chance(50));
  const kinds = depth > 3 ? 5 : 7;
  switch (dice.upTo(kinds)) {
    case 0:
      return null;
    case 1:
      return dice.chance(50);
    case 2:
      return strangeNumber(dice);
    case 3:
    case 4:
      return strangeText(dice);
    case 5:
      return dice.chance(3)
        ? Array.from({ length: 201 }, () => dice.upTo(3))
        : dice.times(0, 3, () => anyJson(dice, depth + 1));
    default:
      return Object.fromEntries(dice.times(0, 3, () => [memberName(dice), anyJson(dice, depth + 1)]));
  }
}

const MEMBERS = ['id', 'amount', 'lines', '__proto__', 'constructor', 'prototype', 'toString', 'length', 'then', ''];

export function memberName(dice: SeededDice): string {
  return dice.chance(70) ? dice.pick(MEMBERS) : strangeText(dice).slice(0, 40);
}

function deep(levels: number, isList: boolean): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = isList ? [value] : { a: value };
  return value;
}
