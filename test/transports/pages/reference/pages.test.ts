import { randomBytes } from 'node:crypto';
import { isInputObjectType, isObjectType, parse, validate } from 'graphql';
import { USER_ERROR_HELP } from '../../../../schema';
import { ERROR_CODES } from '../../../../src/response/errorCodes';
import { buildApi } from '../../../../src/compose/api';
import { readConfiguration } from '../../../../src/configuration/configuration';
import { ANSWER_HEADERS, REQUEST_HEADERS } from '../../../../src/transports/http/crossOriginHeaders';
import { readGuides } from '../../../../src/transports/pages/reference/guides';
import { inputBounds } from '../../../../src/transports/pages/reference/inputBounds';
import { Reference } from '../../../../src/transports/pages/reference/Reference';
import { PRODUCTION_ENVIRONMENT } from '../../../support/productionEnvironment';

const { schema, model } = buildApi();
const guides = readGuides();
const keys = Object.fromEntries(
  ['GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS', 'CURSOR_KEYS', 'SIGN_IN_KEYS'].map((name) => [
    name,
    randomBytes(32).toString('base64url'),
  ]),
);
const environment = { COGNITO_CLIENT_ID: 'client', ...keys, ...PRODUCTION_ENVIRONMENT };
const configuration = readConfiguration({ ...environment, MAX_DEPTH: '9,GUEST=7', GUEST_SESSION_SECONDS: '5400' });
const reference = new Reference({ schema, model, configuration, guides, userErrors: USER_ERROR_HELP });

const htmlAt = (path: string): string => reference.pageAt(path)?.main ?? '';
const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ');
/** What stands at one place of a page. */
const entryAt = (path: string, id: string): string =>
  textOf(new RegExp(`<section class="entry" id="${id}"[\\s\\S]*?</section>`).exec(htmlAt(path))?.[0] ?? '');
const idsIn = (html: string): string[] => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
const linksIn = (html: string): string[] => [...html.matchAll(/ href="([^"]+)"/g)].map(([, href = '']) => href);

describe('the pages', () => {
  it('are one for each type and operation, and those that lead to them', () => {
    const types = Object.values(schema.getTypeMap()).filter(
      ({ name }) => !/^(__|Query$|Mutation$|Subscription$)/.test(name),
    );
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const operations = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}));
    const overviews = [
      '',
      '/a-z',
      '/errors',
      '/guides',
      '/limits',
      '/mutations',
      '/queries',
      '/subscriptions',
      '/types',
    ];
    expect(reference.paths).toEqual(expect.arrayContaining(overviews.map((path) => `/docs${path}`)));
    expect(reference.paths).toHaveLength(overviews.length + guides.length + types.length + operations.length);
    expect(guides.length).toBeGreaterThan(7);
  });

  it.each(reference.paths)('%s has one heading of its own, and only links that lead somewhere', (path) => {
    const html = htmlAt(path);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(new Set(idsIn(html)).size).toBe(idsIn(html).length);
    const broken = linksIn(html)
      .filter((href) => !href.startsWith('https://') && !href.startsWith('http://'))
      .filter((href) => {
        const [target = '', place] = href.split('#');
        const there = htmlAt(target === '' ? path : target);
        return there === '' || (place !== undefined && !idsIn(there).includes(place));
      });
    expect(broken).toEqual([]);
  });

  it('are found by the search, each name at its place', () => {
    for (const { path } of reference.entries) {
      const [target = '', place] = path.split('#');
      expect([path, place === undefined || idsIn(htmlAt(target)).includes(place)]).toEqual([path, true]);
      expect(htmlAt(target)).not.toBe('');
    }
    const names = reference.entries.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['placeOrder', 'Shop.taxId', 'RATE_LIMITED', 'OrderStatus.READY', 'Money']),
    );
    const fields = Object.values(schema.getTypeMap()).filter(
      (type) => (isObjectType(type) || isInputObjectType(type)) && !type.name.startsWith('__'),
    );
    expect(fields.filter(({ name }) => !names.includes(name) && !/^(Query|Mutation|Subscription)$/.test(name))).toEqual(
      [],
    );
  });

  it('are `null` for what there is not', () => {
    expect(
      ['/docs/types/Nothing', '/docs/types/__Type', '/docs/types/constructor', '/docsx'].map((path) =>
        reference.pageAt(path),
      ),
    ).toEqual([null, null, null, null]);
  });
});

describe('the page of a type', () => {
  it('says of each field its type, whether it can be null, who may see it and what it costs', () => {
    expect(entryAt('/docs/types/Shop', 'taxId')).toMatch(
      /taxId String can be null .*Who may see it: SHOP_OWNER \(own\)/,
    );
    expect(entryAt('/docs/types/Shop', 'name')).toMatch(/never null .*GUEST CUSTOMER SHOP_OWNER/);
    expect(entryAt('/docs/types/Shop', 'payoutIban')).toContain(
      'with a second factor where the deployment asks for one',
    );
    expect(entryAt('/docs/types/Shop', 'openingHours')).toContain('a list, never null; its items are never null');
    expect(entryAt('/docs/types/Shop', 'products')).toMatch(/first Int optional; 20 if it is not sent/);
    expect(entryAt('/docs/types/Shop', 'name')).not.toContain('Costs');
    expect(entryAt('/docs/types/Shop', 'address')).toContain('Costs 1 point, plus what is selected in it.');
    expect(entryAt('/docs/types/ProductConnection', 'nodes')).toContain(
      'Who may see it: whoever may see what leads here',
    );
  });

  it('leads back to where it is used', () => {
    const links = linksIn(htmlAt('/docs/types/Money'));
    expect(links).toEqual(expect.arrayContaining(['/docs/types/Product#price', '/docs/types/Order#total']));
    expect(linksIn(htmlAt('/docs/types/OrderStatus'))).toEqual(
      expect.arrayContaining(['/docs/types/AdvanceOrderInput#to', '/docs/types/Shop#orders']),
    );
  });

  it('says what an input takes, in the words of its checks', () => {
    expect(entryAt('/docs/types/PlaceOrderInput', 'customerName')).toContain('of 1 to 100 characters, on one line.');
    expect(entryAt('/docs/types/PlaceOrderInput', 'lines')).toContain('Expected at most 30 lines.');
    expect(entryAt('/docs/types/PlaceOrderInput', 'shopId')).toMatch(/ID ! required/);
    expect(entryAt('/docs/types/Shop', 'products')).toContain('Expected a category of 0 to');
    const withBounds = [...inputBounds()].filter(([, { size }]) => size > 0).map(([name]) => name);
    expect(withBounds.length).toBeGreaterThan(10);
  });

  it('says what a scalar takes', () => {
    expect(textOf(htmlAt('/docs/types/PhoneNumber'))).toMatch(/Example: "\+49 30 123456" .*32 characters.*E\.164/);
  });
});

describe('the page of an operation', () => {
  it('has its arguments with the fields of their inputs, its answer and an example', () => {
    const text = textOf(htmlAt('/docs/mutations/placeOrder'));
    expect(text).toMatch(/Who may call it: GUEST \(visit\) CUSTOMER \(visit\)/);
    expect(text).toMatch(
      /Fields of PlaceOrderInput .*idempotencyKey String ! required.*Answer OrderPayload can be null/,
    );
    expect(text).toContain('mutation PlaceOrder($input: PlaceOrderInput!)');
    expect(text).toMatch(/Costs at most \d+ points/);
  });
});

describe('the other pages', () => {
  it('tell every error code', () => {
    expect(idsIn(htmlAt('/docs/errors'))).toEqual(
      expect.arrayContaining(Object.keys(ERROR_CODES).map((code) => code.toLowerCase())),
    );
    for (const code of Object.keys(USER_ERROR_HELP)) expect(textOf(htmlAt('/docs/errors'))).toContain(code);
  });

  it('tell the limits of this very server', () => {
    const text = textOf(htmlAt('/docs/limits'));
    expect(text).toContain('Levels of fields 9 (GUEST 7) QUERY_TOO_COMPLEX');
    expect(text).toContain('A guest session lasts 90 minutes');
    expect(text).toContain('Body 262,144 bytes');
  });
});

describe('the guides', () => {
  it('tell every header that pages of other origins may send and read', () => {
    const headers = guides.find(({ name }) => name === 'headers')?.text ?? '';
    expect([...REQUEST_HEADERS, ...ANSWER_HEADERS].filter((name) => !headers.includes(`\`${name}\``))).toEqual([]);
  });

  const documents = guides.flatMap(({ name, text }) =>
    [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, document = '']): [string, string] => [name, document]),
  );

  it.each(documents)('%s shows an operation that can be sent', (_, document) => {
    expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  it('name no field or code that there is not', () => {
    const words = guides.flatMap(({ text }) =>
      [...text.matchAll(/`([A-Z]\w*\.\w+|[A-Z]+_[A-Z_]+)`/g)].map(([, word = '']) => word),
    );
    const variables = ['CORS_ORIGINS', 'TRUSTED_DOCUMENTS', 'TRUSTED_DOCUMENTS_FILE'];
    const roles = model.access.roles.map(({ name }) => name);
    const known = new Set([
      ...reference.entries.map(({ name }) => name),
      ...Object.keys(USER_ERROR_HELP),
      ...roles,
      ...variables,
    ]);
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter((word) => !known.has(word) && !word.startsWith('Intl.'))).toEqual([]);
  });
});
