import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { IdentityTokens } from '../../src/identity/IdentityTokens';
import { readKeySet } from '../../src/configuration/readKeySet';

const POOL = 'eu-central-1_AbCdEf123';
const CLIENT = 'client';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'fieldgate-keys-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: unknown): string {
  const path = join(folder, 'jwks.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function keyPair(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { kid, alg: 'RS256', use: 'sig', ...(await exportJWK(publicKey)) };
  const token = async () =>
    new SignJWT({ token_use: 'id', 'cognito:groups': ['customers'] })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuer(`https://cognito-idp.eu-central-1.amazonaws.com/${POOL}`)
      .setAudience(CLIENT)
      .setSubject('somebody')
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .sign(privateKey);
  return { key, token };
}

describe('a pool’s keys that were there when this was deployed', () => {
  it('verify tokens without any being fetched, and are fetched where none were given', async () => {
    const { key, token } = await keyPair('known');
    const keySet = readKeySet(fileOf({ keys: [key] }));
    const tokens = new IdentityTokens({ kind: 'cognito', userPoolId: POOL, clientId: CLIENT, keySet });
    expect(tokens.isWarm).toBe(true);
    expect(await tokens.verify(await token())).toMatchObject({ subject: 'somebody', groups: ['customers'] });
    expect(new IdentityTokens({ kind: 'cognito', userPoolId: POOL, clientId: CLIENT }).isWarm).toBe(false);
  });

  it('verify nothing that another key has signed under the same id', async () => {
    const [known, other] = [await keyPair('same'), await keyPair('same')];
    const keySet = readKeySet(fileOf({ keys: [known.key] }));
    const tokens = new IdentityTokens({ kind: 'cognito', userPoolId: POOL, clientId: CLIENT, keySet });
    await expect(tokens.verify(await other.token())).rejects.toThrow(/signature/i);
  });

  it.each([
    '',
    '{',
    '{}',
    '{"keys":[]}',
    '{"keys":[{"kid":"a","kty":"oct","k":"AAAA"}]}',
    '{"keys":[{"kid":"a","kty":"RSA"}]}',
  ])('a file with %j is refused in a sentence', (content) => {
    expect(() => readKeySet(fileOf(content))).toThrow(/^expected a key set with RSA keys/);
  });
});
