import {
  cutAfter,
  everythingSealed,
  NOTHING_SEALED,
  release,
  type Cell,
  type Day,
  type Release,
} from '../../resolvers/suppression';

type Sold = readonly [orders: number, shops: number, buyers: number];

const MINIMUM = 3;
const LARGE: Sold = [30, 5, 9];
const SMALL: Sold = [4, 2, 4];
const WITHHELD: Cell = { amount: null, suppressed: true };

/** A day on which the parts sold this; nobody bought from two parts. */
function day(parts: Readonly<Record<string, Sold>>): Day {
  const figures = Object.entries(parts).map(
    ([name, [amount, shops, buyers]]) => [name, { amount: BigInt(amount), shops, buyers }] as const,
  );
  const sum = (count: 'amount' | 'shops' | 'buyers') =>
    figures.reduce((total, [, figure]) => total + Number(figure[count]), 0);
  const total = { amount: BigInt(sum('amount')), shops: sum('shops'), buyers: sum('buyers') };
  return { total, parts: new Map(figures) };
}

/** The answer for the days from `first` to `last` of a whole history. */
function ask(history: readonly Day[], first = 0, last = history.length - 1): Release {
  return release(history.slice(first, last + 1), cutAfter(history.slice(0, first), NOTHING_SEALED, MINIMUM), MINIMUM);
}

function shown(amount: number): Cell {
  return { amount: BigInt(amount), suppressed: false };
}

function partsOf({ parts }: Release): Record<string, number | null> {
  return Object.fromEntries([...parts].map(([name, { amount }]) => [name, amount === null ? null : Number(amount)]));
}

describe('groups below the minimum', () => {
  it.each([
    ['too few shops', [9, 2, 9]],
    ['too few buyers', [9, 9, 2]],
    ['one shop, which one might know by its category', [50, 1, 40]],
    ['one buyer, who went from shop to shop', [50, 20, 1]],
  ] as const)('are withheld, by day and in total: %s', (_, sold) => {
    const nothing = { ...WITHHELD, covered: [0, 0], withheldDays: 1 };
    expect(ask([day({ A: sold })])).toEqual({
      total: nothing,
      byDay: [WITHHELD],
      parts: new Map([['A', nothing]]),
    });
  });

  it('are shown from the minimum on', () => {
    const all = { ...shown(3), covered: [0, 1], withheldDays: 0 };
    expect(ask([day({ A: [3, 3, 3] })])).toEqual({ total: all, byDay: [shown(3)], parts: new Map([['A', all]]) });
  });

  it('are withheld over several days, as long as no day is large enough: the same few might have come again', () => {
    expect(ask([day({ A: SMALL }), day({ A: SMALL })]).total).toMatchObject(WITHHELD);
  });
});

describe('differences of ranges', () => {
  const history = [day({ A: LARGE }), day({ A: SMALL }), day({ A: LARGE }), day({ A: LARGE })];

  it('do not uncover a small day: no range begins or ends beside it, except where it is with a large one', () => {
    expect(ask(history, 0, 0).total).toMatchObject(shown(30));
    expect(ask(history, 0, 1).total).toEqual({ ...shown(30), covered: [0, 1], withheldDays: 1 });
    expect(ask(history, 0, 2).total).toMatchObject(shown(64));
    expect(ask(history, 1, 2).total).toMatchObject(shown(34));
    expect(ask(history, 2, 2).total).toMatchObject(WITHHELD);
    expect(ask(history, 3, 3).total).toMatchObject(shown(30));
  });

  it('give the days in a range the same answers as days on their own', () => {
    expect(ask(history).byDay).toEqual([shown(30), WITHHELD, WITHHELD, shown(30)]);
    expect(history.map((_, index) => ask(history, index, index).total)).toMatchObject(ask(history).byDay);
  });

  it('take the days before the range into account, however many were empty in between', () => {
    const quiet = Array.from({ length: 1000 }, () => day({}));
    const later = [day({ A: SMALL }), ...quiet, day({ A: LARGE }), day({ A: LARGE })];
    expect(ask(later, 1001, 1001).total).toMatchObject(WITHHELD);
    expect(ask(later, 0, 1001).total).toMatchObject(shown(34));
    expect(ask(later, 1002, 1002).total).toMatchObject(shown(30));
  });

  it('tell nothing of an empty day beside a small one, but that it is empty', () => {
    expect(ask([day({ A: SMALL }), day({}), day({ A: LARGE })]).byDay).toEqual([WITHHELD, shown(0), WITHHELD]);
  });
});

describe('a range of which some days may not be shown', () => {
  const quiet = day({ A: [0, 0, 0] });
  const history = [
    day({ A: SMALL }),
    day({ A: LARGE }),
    quiet,
    day({ A: LARGE }),
    day({ A: SMALL }),
    day({ A: SMALL }),
  ];

  it('is answered with the published part, which is the answer of that part alone', () => {
    const { total, parts } = ask(history, 1, 5);
    expect(total).toEqual({ ...shown(30), covered: [1, 3], withheldDays: 3 });
    expect(parts.get('A')).toEqual(total);
    expect(ask(history, 2, 3).total).toMatchObject(shown(30));
  });

  it('is withheld where nothing but empty days would be left', () => {
    const closing = [day({ A: LARGE }), quiet, day({ A: SMALL })];
    expect(ask(closing, 1, 2).total).toEqual({ ...WITHHELD, covered: [0, 0], withheldDays: 1 });
    expect(ask(closing, 1, 1).total).toEqual({ ...shown(0), covered: [0, 1], withheldDays: 0 });
  });

  it('leaves out other days of a part than of the total', () => {
    const days = [day({ A: LARGE, B: LARGE }), day({ A: LARGE, B: SMALL })];
    expect(ask(days).total).toMatchObject({ ...shown(94), withheldDays: 0 });
    expect(Object.fromEntries(ask(days).parts)).toMatchObject({
      A: { ...shown(30), withheldDays: 1 },
      B: { ...shown(30), withheldDays: 1 },
    });
  });
});

describe('complements', () => {
  it('seal the part with the fewest shops along with a single small one', () => {
    const answer = ask([day({ A: [30, 6, 9], B: [90, 5, 9], C: SMALL })]);
    expect(answer.total).toMatchObject(shown(124));
    expect(partsOf(answer)).toEqual({ A: 30, B: null, C: null });
  });

  it('seal the first by name where several have the fewest shops', () => {
    expect(partsOf(ask([day({ C: LARGE, B: LARGE, A: SMALL })]))).toEqual({ C: 30, B: null, A: null });
  });

  it('seal nothing else where the small ones are publishable together', () => {
    expect(partsOf(ask([day({ A: LARGE, B: SMALL, C: SMALL })]))).toEqual({ A: 30, B: null, C: null });
  });

  it('seal a large one where the small ones might be the same few buyers', () => {
    const [{ parts }, buyers] = [day({ A: LARGE, B: [2, 2, 2], C: [2, 2, 2] }), 9];
    const overlapping: Day = { total: { amount: 34n, shops: 9, buyers }, parts };
    expect(partsOf(ask([overlapping]))).toEqual({ A: null, B: null, C: null });
  });

  it('seal nothing where the total is withheld anyway', () => {
    expect(ask([day({ A: [2, 1, 2], B: [1, 1, 1] })])).toMatchObject({ total: WITHHELD });
  });

  it('go on while a small part rests: the total less the others would still give it away', () => {
    const history = [
      day({ A: LARGE, B: LARGE, C: SMALL }),
      day({ A: LARGE, B: LARGE }),
      day({ A: LARGE, B: LARGE, C: LARGE }),
    ];
    expect(partsOf(ask(history, 0, 0))).toEqual({ A: null, B: 30, C: null });
    expect(partsOf(ask(history, 0, 1))).toEqual({ A: null, B: 60, C: null });
    expect(partsOf(ask(history, 0, 2))).toEqual({ A: 90, B: 90, C: 34 });
  });

  it('go on while the part that was sealed along rests, also where the small one is large by now', () => {
    const history = [day({ A: LARGE, B: [40, 6, 9], C: SMALL }), day({ B: [40, 6, 9], C: LARGE })];
    // With C (5 shops) and B shown up to day 1, the total would give A of day 0, and that gives C of day 0.
    expect(partsOf(ask(history, 0, 0))).toEqual({ A: null, B: 40, C: null });
    expect(partsOf(ask(history, 0, 1))).toEqual({ A: null, B: 80, C: null });
  });
});

describe('zero, withheld and absent', () => {
  it('are told apart: nothing is zero and never withheld, something is never zero', () => {
    const answer = ask(
      [day({ A: LARGE, B: SMALL, C: [0, 0, 0] }), day({ A: LARGE, B: [0, 0, 0], C: [0, 0, 0] })],
      1,
      1,
    );
    expect(Object.fromEntries(answer.parts)).toMatchObject({ A: WITHHELD, B: shown(0), C: shown(0) });
    expect([...answer.parts.keys()]).not.toContain('D');
  });

  it('withholds an amount of nothing that somebody is behind, such as gifts of one shop', () => {
    expect(ask([day({ A: [0, 1, 1] })]).total).toMatchObject(WITHHELD);
  });
});

describe('a past that is not known', () => {
  it('seals until the figure has a publishable day', () => {
    const days = [day({ A: LARGE, B: LARGE, C: LARGE }), day({ A: LARGE, B: LARGE, C: LARGE })];
    const answer = release(days, everythingSealed(['A', 'B', 'C']), MINIMUM);
    expect(answer.total).toEqual({ ...shown(90), covered: [1, 2], withheldDays: 1 });
    expect(answer.byDay).toEqual([WITHHELD, shown(90)]);
  });
});
