import { randomUUID, createPrivateKey, createPublicKey } from 'node:crypto';
import { NotAuthorizedError } from 'cognito-local/lib/errors';
import privateKey from 'cognito-local/lib/keys/cognitoLocal.private.json';
import { decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';

const ALGORITHM = 'RS256';

/** cognito-local's own key: published with it, which is why nothing but local mode trusts it. */
const signingKey = createPrivateKey(privateKey.pem);
const verifyingKey = createPublicKey(signingKey);

/** What Cognito answers a sign-in or a refresh with. */
export interface AuthenticationResult {
  AccessToken: string;
  IdToken: string;
  RefreshToken?: string;
}

/** The sign-in that tokens descend from: in real tokens through every refresh, which cognito-local leaves out. */
interface SignIn {
  readonly origin: string;
  readonly at: number;
  readonly username: string;
}

/** Knows which tokens are of which sign-in, and which sign-ins are over. In memory: a restart ends every refresh token anyway. */
export class CognitoTokens {
  private readonly signIns = new Map<string, SignIn>();
  private readonly revoked = new Set<string>();

  /** The tokens of a new sign-in, marked as such. */
  async ofNewSignIn(result: AuthenticationResult): Promise<AuthenticationResult> {
    const { username } = decodeJwt<{ username?: string }>(result.AccessToken);
    const signIn = { origin: randomUUID(), at: Math.floor(Date.now() / 1000), username: String(username) };
    if (result.RefreshToken !== undefined) this.signIns.set(result.RefreshToken, signIn);
    return marked(result, signIn);
  }

  /** Tokens that a refresh gave: of the same sign-in as the refresh token. */
  async ofRefresh(result: AuthenticationResult, refreshToken: string): Promise<AuthenticationResult> {
    const signIn = this.signIns.get(refreshToken);
    if (!signIn || (decodeJwt(refreshToken).exp ?? 0) * 1000 <= Date.now()) throw new NotAuthorizedError();
    return marked(result, signIn);
  }

  revoke(refreshToken: string): void {
    const signIn = this.signIns.get(refreshToken);
    if (signIn) this.revoked.add(signIn.origin);
    this.signIns.delete(refreshToken);
  }

  /** Ends every sign-in of this user. */
  revokeAll(username: string): void {
    for (const [refreshToken, signIn] of this.signIns) if (signIn.username === username) this.revoke(refreshToken);
  }

  /** Throws unless it is a current access token; cognito-local looks at what it says, and not at who signed it. */
  async assertAccess(token: unknown): Promise<void> {
    const claims = await jwtVerify(String(token), verifyingKey, { algorithms: [ALGORITHM] }).then(
      ({ payload }) => payload,
      () => null,
    );
    if (claims?.token_use !== 'access' || this.revoked.has(String(claims.origin_jti)))
      throw new NotAuthorizedError('Invalid Access Token');
  }
}

async function marked(result: AuthenticationResult, { origin, at }: SignIn): Promise<AuthenticationResult> {
  const claims = { origin_jti: origin, auth_time: at };
  const [AccessToken, IdToken] = await Promise.all([
    signedAgain(result.AccessToken, claims),
    signedAgain(result.IdToken, claims),
  ]);
  return { ...result, AccessToken, IdToken };
}

async function signedAgain(token: string, claims: JWTPayload): Promise<string> {
  const header = decodeProtectedHeader(token) as JWTHeaderParameters;
  return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader(header).sign(signingKey);
}
