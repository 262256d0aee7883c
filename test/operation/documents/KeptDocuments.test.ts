import fc from 'fast-check';
import { KeptDocuments } from '../../../src/operation/documents/KeptDocuments';
import { digestOf } from '../../../src/configuration/readManifest';

const LIMITS = { entries: 10, bytes: 20_000 };
const numbered = (number: number): string => `query N${String(number)} { viewer { roles } }`;
const isKept = (kept: KeptDocuments, text: string, owner = 'a'): boolean => kept.find(digestOf(text), owner) === text;

describe('documents that are kept', () => {
  it('are so many at most: who was not asked for the longest goes', () => {
    const kept = new KeptDocuments(LIMITS);
    const texts = Array.from({ length: LIMITS.entries + 3 }, (_, index) => numbered(index));
    for (const text of texts) {
      kept.keep(text, 'a');
      // It stays, since it is asked for.
      expect(isKept(kept, texts[0]!)).toBe(true);
    }
    expect(texts.filter((text) => isKept(kept, text))).toHaveLength(LIMITS.entries);
    expect(isKept(kept, texts[1]!)).toBe(false);
    expect(isKept(kept, texts.at(-1)!)).toBe(true);
  });

  it('take so many bytes at most, also where they come again and again; a very long one is not kept', () => {
    const kept = new KeptDocuments({ entries: 1_000, bytes: 20_000 });
    const long = (number: number): string => `query L${String(number)} { ${'a '.repeat(350)} }`;
    for (let round = 0; round < 3; round += 1) for (let n = 0; n < 50; n += 1) kept.keep(long(n), 'a');
    const found = Array.from({ length: 50 }, (_, n) => long(n)).filter((text) => isKept(kept, text));
    expect(found.length).toBeGreaterThan(5);
    expect(found.join('').length * 2).toBeLessThanOrEqual(20_000);
    const huge = `{ ${'a '.repeat(10_000)} }`;
    kept.keep(huge, 'a');
    expect(isKept(kept, huge)).toBe(false);
    expect(isKept(kept, long(49))).toBe(true);
  });

  it.each([
    ['a string', '{ shop(id: "x") { name } }'],
    ['a string of several lines', '{ shop(id: """x""") { name } }'],
    ['an integer', '{ a(first: 7) { name } }'],
    ['a negative number', '{ a(first: -7) { name } }'],
    ['a decimal number', '{ a(price: .5) { name } }'],
    ['a number in a list', '{ a(of: [7]) { name } }'],
    ['a comment', '{ a } # for Ann'],
  ])('are their sender’s own where there is %s in them', (_, text) => {
    const kept = new KeptDocuments();
    kept.keep(text, 'a');
    expect([isKept(kept, text, 'a'), isKept(kept, text, 'b')]).toEqual([true, false]);
  });

  it('do not go for what others fill their own places with', () => {
    const kept = new KeptDocuments(LIMITS);
    kept.keep(numbered(1), 'a');
    for (let n = 0; n < 100; n += 1) kept.keep(`{ shop(id: "${String(n)}") { name } }`, 'b');
    expect(isKept(kept, numbered(1))).toBe(true);
  });

  it('are never found by a digest that is not theirs, whatever was kept by whom', () => {
    const texts = fc.oneof(
      fc.constantFrom('{ a }', '{ a(b: "c") }', '{ a(b: "\ufffd") }', '{ a(b: "\ud800") }', '{ \ud800 }', '{ \ufffd }'),
      fc.string({ unit: 'binary' }),
    );
    const owners = fc.constantFrom('a', 'b');
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, owners)), texts, owners, (sent, wanted, owner) => {
        const kept = new KeptDocuments(LIMITS);
        for (const [text, by] of sent) kept.keep(text, by);
        const found = kept.find(digestOf(wanted), owner);
        if (found !== undefined) expect([digestOf(found), found]).toEqual([digestOf(wanted), found]);
        // Of two texts with one digest, only the one that is Unicode.
        expect(found === undefined || Buffer.from(found, 'utf8').toString('utf8') === found).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
