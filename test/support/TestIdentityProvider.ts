import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters } from 'jose';

export const CLIENT_ID = 'test-client';

interface TokenOptions {
  readonly subject: string;
  readonly groups?: unknown;
  readonly email?: string;
  /** Claims that replace the usual ones; `undefined` takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly key?: CryptoKey;
}

/** A Cognito user pool as far as tokens go: RS256 keys behind a JWKS URL, and ID tokens like Cognito's, or unlike. */
export class TestIdentityProvider {
  /** How many times the key set was fetched. */
  fetches = 0;
  private publicJwk: object = {};

  private constructor(
    private readonly server: Server,
    readonly keys: { publicKey: CryptoKey; privateKey: CryptoKey },
  ) {}

  static async start(): Promise<TestIdentityProvider> {
    const keys = await generateKeyPair('RS256', { extractable: true });
    const server = createServer();
    const provider = new TestIdentityProvider(server, keys);
    provider.publicJwk = { ...(await exportJWK(keys.publicKey)), kid: 'test-key', alg: 'RS256', use: 'sig' };
    server.on('request', (_request, response) => {
      provider.fetches += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [provider.publicJwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/pool`;
  }

  get jwksUri(): string {
    return `${this.issuer}/.well-known/jwks.json`;
  }

  /** The public key as served. */
  get jwk(): object {
    return this.publicJwk;
  }

  async token({ subject, groups, email, claims = {}, header = {}, key }: TokenOptions): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      sub: subject,
      iss: this.issuer,
      aud: CLIENT_ID,
      token_use: 'id',
      iat: now,
      exp: now + 3600,
      ...(groups === undefined ? {} : { 'cognito:groups': groups }),
      ...(email === undefined ? {} : { email, email_verified: true }),
    };
    const merged: Record<string, unknown> = Object.fromEntries(
      Object.entries<unknown>({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
    );
    return new SignJWT(merged)
      .setProtectedHeader({ alg: 'RS256', kid: 'test-key', ...header })
      .sign(key ?? this.keys.privateKey);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
