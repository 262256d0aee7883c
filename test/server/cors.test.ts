import { ApiUnderTest } from '../support/ApiUnderTest';

const ALLOWED = 'https://app.example.com';

describe('browsers of other origins', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start([], { CORS_ORIGINS: ALLOWED });
  });
  afterAll(async () => api.close());

  const preflight = async (origin: string) =>
    fetch(api.url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-visit-token' },
    });

  it('an allowed origin may read answers and send cookies', async () => {
    const { headers } = await preflight(ALLOWED);
    expect(headers.get('access-control-allow-origin')).toBe(ALLOWED);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('vary')).toMatch(/origin/i);
  });

  it.each([
    'null',
    'http://app.example.com',
    'https://app.example.com.evil.test',
    'https://evil.test',
    'https://xapp.example.com',
  ])('the origin %s may not', async (origin) => {
    const { headers } = await preflight(origin);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
