import fc from 'fast-check';
import { askedDocument, askingFor, type Parameters } from '../../../src/operation/documents/askedDocument';
import { DocumentRefusal } from '../../../src/operation/documents/DocumentRefusal';
import { digestOf } from '../../../src/configuration/readManifest';
import { TrustedDocuments } from '../../../src/operation/documents/TrustedDocuments';

const TRUSTED = ['query A { a }', 'query B { b }', 'query R { replaced(by: "\ufffd") }'];
/** Texts that are not trusted, some of which only look as if they were. */
const OTHERS = ['query A { a } ', 'query Z { z }', 'query R { replaced(by: "\ud800") }', 'QUERY A { a }'];
const ROLES = ['GUEST', 'CUSTOMER', 'OWNER'];
const REFUSED = Symbol('refused');

const texts = fc.constantFrom(...TRUSTED, ...OTHERS);
const ids = fc.oneof(
  texts.map(digestOf),
  texts.map((text) => `sha256:${digestOf(text)}`),
  texts.map((text) => digestOf(text).slice(0, 63)),
  texts.map((text) => digestOf(text).toUpperCase()),
  fc.constantFrom('', '__proto__', 'constructor', 'sha256:', 'x'.repeat(100_000), `\n${digestOf(TRUSTED[0]!)}`),
);
const anything = fc.constantFrom(null, 0, 1, true, [], {}, { length: 1 });
const extensions = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      persistedQuery: fc.record({ version: fc.constantFrom(1, 1, 1, 2, '1'), sha256Hash: fc.oneof(ids, anything) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ persistedQuery: anything, other: fc.constant('kept') }) },
  { weight: 1, arbitrary: anything },
);
const requests: fc.Arbitrary<Parameters> = fc.record(
  {
    query: fc.oneof(texts, texts, texts, anything),
    documentId: fc.oneof(ids, ids, ids, anything),
    extensions,
    operationName: fc.constantFrom('A', 'B'),
  },
  { requiredKeys: [] },
);
const roleSets = fc.subarray(ROLES);

const manifest = new Map(TRUSTED.map((text) => [digestOf(text), text]));

/** What Apollo would be given to execute. */
function executed(asked: Parameters, restricted: readonly string[], roles: readonly string[]): unknown {
  try {
    const text = new TrustedDocuments(manifest, restricted).textFor(askedDocument(asked), roles);
    return text === undefined ? asked.query : askingFor(asked, text).query;
  } catch (cause) {
    if (cause instanceof DocumentRefusal) return REFUSED;
    throw cause;
  }
}

test('of a restricted caller, nothing but a trusted text is ever executed', () => {
  fc.assert(
    fc.property(requests, fc.subarray(ROLES, { minLength: 1 }), roleSets, (asked, restricted, roles) => {
      fc.pre(roles.every((role) => restricted.includes(role)));
      expect([...TRUSTED, REFUSED, undefined, null, '']).toContain(executed(asked, restricted, roles));
    }),
    { numRuns: 2_000 },
  );
});

test('an id that is known brings its own text, or nothing', () => {
  fc.assert(
    fc.property(
      requests,
      fc.constantFrom(...TRUSTED),
      fc.subarray(ROLES),
      roleSets,
      (asked, text, restricted, roles) => {
        const outcome = executed({ ...asked, documentId: `sha256:${digestOf(text)}` }, restricted, roles);
        expect([text, REFUSED]).toContain(outcome);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a string alone is executed exactly where it is trusted, or one of the caller’s roles is not restricted', () => {
  fc.assert(
    fc.property(texts, fc.subarray(ROLES), roleSets, (query, restricted, roles) => {
      const mayAskAnything = restricted.length === 0 || roles.some((role) => !restricted.includes(role));
      expect(executed({ query }, restricted, roles)).toBe(mayAskAnything || TRUSTED.includes(query) ? query : REFUSED);
    }),
  );
});

test('nothing that is asked changes what is trusted', () => {
  const trusted = new TrustedDocuments(manifest, ['GUEST']);
  const text = 'query New { new }';
  const register = { text, id: digestOf(text), isByApollo: true };
  expect(trusted.textFor(register, ['OWNER'])).toBe(text);
  expect(() => trusted.textFor(register, ['GUEST'])).toThrow(DocumentRefusal);
  expect(() => trusted.textFor({ ...register, text: undefined }, ['OWNER'])).toThrow('PersistedQueryNotFound');
  expect(manifest.size).toBe(TRUSTED.length);
});
