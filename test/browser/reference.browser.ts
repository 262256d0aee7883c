import { readFileSync } from 'node:fs';
import { buildSchema, isInputObjectType, isObjectType } from 'graphql';
import { PHONE, type ConfinedPage, type Viewport } from './Chromium';
import { ServedPage } from './ServedPage';

/*
 * The reference as it is committed, from a server that adds no header: its policy stands in itself. That it is of the schema of
 * today, `npm test --prefix docs/reference` says.
 */

let served: ServedPage;

beforeAll(async () => {
  served = await ServedPage.ofFile('docs/reference/index.html');
});
afterAll(() => served.close());

const open = (path?: string, viewport?: Viewport) => served.open(path, viewport);

const textOf = async ({ page }: ConfinedPage, selector: string) =>
  (await page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`)) as string;

describe('the reference', () => {
  it('loads nothing, breaks no policy of its own, and begins with how to ask', async () => {
    const confined = await open();
    await confined.screenshot('reference');
    expect([confined.outside, confined.errors]).toEqual([[], []]);
    expect(await textOf(confined, '#content')).toMatch(/Asking[\s\S]*Who may see what[\s\S]*How the schema changes/);
  });

  it('has a place for every operation and type', async () => {
    const { page } = await open();
    const ids = (await page.evaluate('[...document.querySelectorAll("[id]")].map(({ id }) => id)')) as string[];
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const types = Object.values(schema.getTypeMap())
      .filter(
        (type) =>
          (isObjectType(type) || isInputObjectType(type)) && !/^(__|Query$|Mutation$|Subscription$)/.test(type.name),
      )
      .map(({ name }) => `definition-${name}`);
    const roots = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    };
    const operations = Object.entries(roots).flatMap(([kind, type]) =>
      Object.keys(type?.getFields() ?? {}).map((name) => `${kind}-${name}`),
    );
    expect(ids).toEqual(expect.arrayContaining([...types, ...operations]));
  });

  it('says beside each field who may see it', async () => {
    const confined = await open('/#definition-Shop');
    await confined.screenshot('reference-shop');
    const shop = await textOf(confined, '#definition-Shop');
    expect(shop).toMatch(/taxId[^\n]*\s+Visible to: SHOP_OWNER \(own\)\./);
    expect(shop).toMatch(/Visible to: GUEST, CUSTOMER, SHOP_OWNER\./);
    expect(await textOf(confined, '#mutation-placeOrder')).toContain(
      'May be called by: GUEST (visit), CUSTOMER (visit).',
    );
    expect(await textOf(confined, '#definition-CreateProductInput')).toContain('May be written by: SHOP_OWNER (own).');
  });

  it('leads from a field to its type', async () => {
    const { page } = await open('/#query-shop');
    await page.click('#query-shop a[href="#definition-Shop"]');
    expect(new URL(page.url()).hash).toBe('#definition-Shop');
  });

  it('fits a phone', async () => {
    for (const place of ['', '#definition-Shop', '#mutation-placeOrder', '#introduction']) {
      const { page, screenshot } = await open(`/${place}`, PHONE);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
      await screenshot(`reference-phone${place.replace('#', '-')}`);
    }
  });
});
