import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const BUILD = join(__dirname, '../build');
const key = () => randomBytes(32).toString('base64url');
const ENVIRONMENT = {
  ACCESS_PAGE: 'on',
  LOG_LEVEL: 'silent',
  COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
  COGNITO_CLIENT_ID: 'x',
  COGNITO_JWKS_FILE: join(__dirname, 'jwks.json'),
  GUEST_SESSION_KEYS: key(),
  VISIT_TOKEN_KEYS: key(),
  CURSOR_KEYS: key(),
  SIGN_IN_KEYS: key(),
};

interface Bundle {
  createFunction(environment: () => Promise<typeof ENVIRONMENT>): {
    handler(event: object): Promise<{ statusCode: number; body: string }>;
    close(): Promise<void>;
  };
}

describe('the pages of the function', () => {
  // As it stands in AWS, but for Secrets Manager: the bundle beside what goes with it, and nothing of this project above.
  const folder = mkdtempSync(join(tmpdir(), 'fieldgate-pages-'));
  after(() => rmSync(folder, { recursive: true }));

  it('are there where one is switched on, with their scripts and the places of rules', async () => {
    cpSync(join(BUILD, 'functions/api'), folder, { recursive: true });
    copyFileSync(join(BUILD, 'measured/index.js'), join(folder, 'index.js'));
    const { createFunction } = createRequire(__filename)(join(folder, 'index.js')) as Bundle;
    const api = createFunction(() => Promise.resolve(ENVIRONMENT));
    const get = async (rawPath: string) =>
      api.handler({
        rawPath,
        rawQueryString: '',
        headers: { host: 'api.test' },
        isBase64Encoded: false,
        requestContext: { domainName: 'api.test', http: { method: 'GET', sourceIp: '192.0.2.1' } },
      });
    const page = await get('/access');
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /<code class="place">schema\/Shop\.ts:\d+<\/code>/);
    for (const script of page.body.matchAll(/src="(\/pages\/[^"]+)"/g))
      assert.equal((await get(script[1] ?? '')).statusCode, 200);
    assert.equal((await get('/pages/accessLine.js')).statusCode, 200);
    await api.close();
  });
});
