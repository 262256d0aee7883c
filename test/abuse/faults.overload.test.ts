import { ApiUnderTest } from '../support/ApiUnderTest';
import { keepBusy } from '../support/keepBusy';
import { baseWorld } from '../support/world';
import { eventually, post, serverBeside } from './requests';
import { ALPHA } from './scene';

const ORIGIN = 'https://app.example.com';
const QUERY = `{ shop(id: "${ALPHA}") { name } }`;

let api: ApiUnderTest;
let stopSpinning: () => void = () => undefined;
beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
});
afterEach(() => {
  stopSpinning();
});
afterAll(async () => api.close());

describe('Faults: a process that is busier than it can be', () => {
  it('turns requests away, says so to load balancers, does not ask to be restarted, and serves again when it is over', async () => {
    const { url } = await serverBeside(api, { MAX_EVENT_LOOP_DELAY_MS: '100', CORS_ORIGINS: ORIGIN });
    const status = async (path: string) => (await fetch(new URL(path, url))).status;
    expect((await post(url, QUERY)).status).toBe(200);
    // As a load balancer has asked since it started.
    expect(await status('/healthz')).toBe(200);
    stopSpinning = keepBusy();
    await eventually(async () => (await post(url, QUERY)).status === 503);
    const before = api.recorder.calls.length;
    const { status: refused, headers, body } = await post(url, QUERY, { origin: ORIGIN });
    expect(refused).toBe(503);
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    // Without this a page could not read that it is to try again.
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      errors: [
        {
          message: 'The server is busy; try again in a moment.',
          extensions: { code: 'TRY_AGAIN', requestId: headers.get('x-request-id') },
        },
      ],
    });
    expect([await status('/livez'), await status('/healthz'), await status('/readyz')]).toEqual([200, 200, 503]);
    expect(api.recorder.calls.length).toBe(before);
    stopSpinning();
    await eventually(async () => (await post(url, QUERY)).status === 200);
  });

  it('with 0 turns nobody away', async () => {
    stopSpinning = keepBusy();
    for (let time = 0; time < 3; time += 1) expect((await post(api.url, QUERY)).status).toBe(200);
  });
});
