import { ApiUnderTest } from '../support/ApiUnderTest';
import { PRODUCTION_ENVIRONMENT } from '../support/productionEnvironment';
import { baseWorld } from '../support/world';
import { PROBES, scan } from './misconfigurationScan';
import { startOpenServer, type OpenServer } from './openServer';
import { post, serverBeside } from './requests';

let api: ApiUnderTest;
let production: { url: string };
let open: readonly OpenServer[];

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  production = await serverBeside(api, PRODUCTION_ENVIRONMENT);
  open = await Promise.all([true, false].map(async (validates) => startOpenServer({ validates })));
});
afterAll(async () => {
  await Promise.all(open.map(async ({ close }) => close()));
  await api.close();
});

describe('Twelve common misconfigurations', () => {
  it('are twelve, and the one field that the probes know is there', async () => {
    expect(new Set(PROBES.map(({ name }) => name)).size).toBe(12);
    expect((await post(production.url, '{ viewer { roles } }')).body).toEqual({
      data: { viewer: { roles: ['GUEST'] } },
    });
  });

  it.each(PROBES)('$name: found where it is, and not in production', async ({ finds }) => {
    expect(await Promise.all(open.map(async ({ url }) => finds(url)))).toContain(true);
    expect(await finds(production.url)).toBe(false);
  });

  it('the scan of production finds 0', async () => {
    expect(await scan(production.url)).toEqual([]);
  });

  it('on the local stack it finds the two that developers ask for, and nothing else', async () => {
    expect(await scan(api.url)).toEqual(['introspection', 'explorer pages']);
  });
});
