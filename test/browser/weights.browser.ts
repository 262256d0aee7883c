import { ApiUnderTest } from '../support/ApiUnderTest';
import { Chromium } from './Chromium';

/*
 * What a page costs somebody on a phone: bytes as they come over the network, until nothing more comes.
 */

let api: ApiUnderTest;
let chromium: Chromium;

beforeAll(async () => {
  [api, chromium] = await Promise.all([
    ApiUnderTest.start([], { EXPLORER: 'on', ACCESS_PAGE: 'on' }),
    Chromium.launch(),
  ]);
});
afterAll(async () => {
  await chromium.close();
  await api.close();
});

/** Bytes that came, and what they were once decoded. */
async function weigh(path: string): Promise<{ sent: number; decoded: number }> {
  const { origin } = new URL(api.server.url);
  const { page } = await chromium.open(origin);
  const network = await page.createCDPSession();
  const weight = { sent: 0, decoded: 0 };
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    weight.sent += encodedDataLength;
  });
  network.on('Network.dataReceived', ({ dataLength }) => {
    weight.decoded += dataLength;
  });
  await network.send('Network.enable');
  await page.goto(`${origin}${path}`, { waitUntil: 'networkidle0' });
  return weight;
}

it.each([
  ['/explore', 1_500_000],
  ['/access', 60_000],
])('%s is less than %i bytes, a third of what it would be', async (path, most) => {
  const { sent, decoded } = await weigh(path);
  expect(sent).toBeLessThan(most);
  expect(sent).toBeLessThan(decoded / 3);
});
