import fc from 'fast-check';
import { compareAnswers, type ComparedPlace } from '../../src/browser/difference';

const told = (places: readonly ComparedPlace[]) => places.map(({ path, relation }) => [path, relation]);

describe('two answers', () => {
  it('are compared place by place, each before what is below it, in the order of A, then what B alone has', () => {
    const places = compareAnswers({ b: 1, a: { x: 'one', y: null } }, { a: { x: 'two', y: null, z: true }, c: 2 });
    expect(told(places)).toEqual([
      ['b', 'onlyA'],
      ['a', 'same'],
      ['a.x', 'changed'],
      ['a.y', 'same'],
      ['a.z', 'onlyB'],
      ['c', 'onlyB'],
    ]);
  });

  it('tell what is nothing on one side as another value, and what lies below as the other side’s alone', () => {
    expect(told(compareAnswers({ one: null }, { one: { name: 'x' } }))).toEqual([
      ['one', 'changed'],
      ['one.name', 'onlyB'],
    ]);
    expect(told(compareAnswers(null, { name: 'x' }))).toEqual([['name', 'onlyB']]);
    expect(compareAnswers(null, undefined)).toEqual([]);
  });

  it('have items of lists by id where all have one, whatever their order; otherwise by position', () => {
    const [one, two] = [
      { id: '1', v: 1 },
      { id: '2', v: 2 },
    ];
    expect(told(compareAnswers({ list: [one, two] }, { list: [two] }))).toEqual([
      ['list', 'changed'],
      ['list[0]', 'onlyA'],
      ['list[0].id', 'onlyA'],
      ['list[0].v', 'onlyA'],
      ['list[1]', 'same'],
      ['list[1].id', 'same'],
      ['list[1].v', 'same'],
    ]);
    expect(told(compareAnswers({ list: [1, 2] }, { list: [1, 3, 4] }))).toEqual([
      ['list', 'changed'],
      ['list[0]', 'same'],
      ['list[1]', 'changed'],
      ['list[2]', 'onlyB'],
    ]);
    // The same id twice belongs together with nothing in particular.
    expect(told(compareAnswers([one, one], [two])).slice(0, 1)).toEqual([['[0]', 'same']]);
  });

  it('name places with positions, and patterns without', () => {
    const [, , , last] = compareAnswers({ a: [{ b: [1] }] }, { a: [{ b: [1] }] }).slice(-4);
    expect(last).toMatchObject({ path: 'a[0].b[0]', pattern: 'a[].b[]', depth: 3 });
  });

  it('are not confused by names of what every object has', () => {
    expect(told(compareAnswers({}, JSON.parse('{"__proto__": 1, "toString": 2}')))).toEqual([
      ['__proto__', 'onlyB'],
      ['toString', 'onlyB'],
    ]);
  });

  it('differ in nothing from themselves, and in the same places whichever comes first', () => {
    const MIRRORED = { same: 'same', changed: 'changed', onlyA: 'onlyB', onlyB: 'onlyA' } as const;
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(compareAnswers(a, a).every(({ relation }) => relation === 'same')).toBe(true);
        const count = (places: readonly ComparedPlace[]) => places.map(({ relation }) => relation).sort();
        expect(
          count(compareAnswers(a, b))
            .map((each) => MIRRORED[each])
            .sort(),
        ).toEqual(count(compareAnswers(b, a)));
      }),
    );
  });
});
