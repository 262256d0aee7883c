import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, readManifest } from '../../src/configuration/readManifest';
import { createTrustedDocuments } from '../../src/operation/documents/TrustedDocuments';
import { ConfigurationError, readConfiguration } from '../../src/configuration/configuration';
import { randomKeyText } from '../identity/keyRings';

const TEXT = 'query A { viewer { roles } }';
const OTHER = 'query B { viewer { roles } }';
const entry = (text: string): [string, string] => [`sha256:${digestOf(text)}`, text];

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-'));
  path = join(folder, 'manifest.json');
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (content: unknown): Promise<void> =>
  writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));

describe('a manifest', () => {
  test('gives each text by its digest, however its ids are written', async () => {
    await write({ ...Object.fromEntries([entry(TEXT)]), [digestOf(OTHER)]: OTHER });
    expect([...readManifest(path)]).toEqual([
      [digestOf(TEXT), TEXT],
      [digestOf(OTHER), OTHER],
    ]);
  });

  const bad: readonly [string, unknown, RegExp][] = [
    ['no JSON', '{"sha256:', /^expected a JSON object of ids and documents, .*; got something that is no JSON\.$/],
    ['a list', [TEXT], /got other JSON\.$/],
    ['a string', '"x"', /got other JSON\.$/],
    ['nothing in it', {}, /^expected at least one document, .*; got none\.$/],
    [
      'the id of another text',
      { [entry(OTHER)[0]]: TEXT },
      /^expected each id to be "sha256:" and the SHA-256 of its /,
    ],
    ['a prefix of the id', { [entry(TEXT)[0].slice(0, 20)]: TEXT }, /^expected each id to be/],
    ['an id in upper case', { [digestOf(TEXT).toUpperCase()]: TEXT }, /^expected each id to be/],
    ['the prototype', `{"__proto__":${JSON.stringify(TEXT)}}`, /^expected each id to be/],
    ['no text', { [entry(TEXT)[0]]: { query: TEXT } }, /^expected the text of a document with each id/],
    [
      'a string that does not parse',
      Object.fromEntries([entry('query {')]),
      /^expected GraphQL documents with an operation/,
    ],
    [
      'a fragment alone',
      Object.fromEntries([entry('fragment F on Query { __typename }')]),
      /^expected GraphQL documents/,
    ],
  ];

  test.each(bad)('with %s is refused in a sentence', async (_, content, message) => {
    await write(content);
    expect(() => readManifest(path)).toThrow(message);
  });

  test('of more bytes than are taken is not read', async () => {
    await write('{}');
    await truncate(path, 10_000_001);
    expect(() => readManifest(path)).toThrow(/^expected a file of at most 10000000 bytes, .*; got one of 10000001\.$/);
  });

  test.each(['/nowhere/manifest.json', '/', '/dev/zero'])('%s is no file', (each) => {
    expect(() => readManifest(each)).toThrow(`expected the path of a file`);
  });
});

describe('the configuration', () => {
  const environment = {
    COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
    COGNITO_CLIENT_ID: 'client',
    GUEST_SESSION_KEYS: randomKeyText(1),
    VISIT_TOKEN_KEYS: randomKeyText(2),
    CURSOR_KEYS: randomKeyText(3),
    SIGN_IN_KEYS: randomKeyText(4),
  };

  test('has none unless it is told, and takes several', async () => {
    expect(readConfiguration(environment).documentManifest).toBeNull();
    await write(Object.fromEntries([entry(TEXT)]));
    const more = join(folder, 'more.json');
    await writeFile(more, JSON.stringify(Object.fromEntries([entry(OTHER)])));
    const configuration = readConfiguration({
      ...environment,
      TRUSTED_DOCUMENTS: 'all',
      TRUSTED_DOCUMENTS_FILE: `${path}, ${more}`,
    });
    const trusted = createTrustedDocuments(configuration, []);
    for (const text of [TEXT, OTHER])
      expect(trusted?.textFor({ text: undefined, id: digestOf(text), isByApollo: false }, [])).toBe(text);
  });

  test('a bad manifest, or none where one is needed, stops the start and names the variable', () => {
    for (const more of [{ TRUSTED_DOCUMENTS: 'GUEST' }, { TRUSTED_DOCUMENTS_FILE: '/nowhere' }]) {
      const read = () => readConfiguration({ ...environment, ...more });
      expect(read).toThrow(ConfigurationError);
      expect(read).toThrow(/^TRUSTED_DOCUMENTS_FILE: expected the path of a .*; got .+\.$/);
    }
  });
});
