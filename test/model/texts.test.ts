import { normalise, TakenAs } from '../../src/model/texts';

const shout = (text: string) => text.toUpperCase();

class Inner {
  @TakenAs(shout) name: unknown = 'inner';
  note = 'inner note';
}
class Outer {
  @TakenAs(shout) name: unknown = 'outer';
  @TakenAs((text) => text.trim()) note = ' outer note ';
  count = 3;
  none = null;
  list = ['as it is', new Inner()];
  inner = new Inner();
}

test('texts of an input take their form, in the inputs in it as well, and nothing else does', () => {
  const input = new Outer();
  normalise(input);
  const inner = { name: 'INNER', note: 'inner note' };
  const expected = { name: 'OUTER', note: 'outer note', count: 3, none: null, list: ['as it is', inner], inner };
  expect(JSON.parse(JSON.stringify(input))).toEqual(expected);
});

test('only texts have a form', () => {
  const input = Object.assign(new Inner(), { name: 7 });
  normalise(input);
  expect(input.name).toBe(7);
});

test.each(['text', 7, true, null, undefined])('what is no input stays as it is: %s', (value) => {
  expect(() => normalise(value)).not.toThrow();
});
