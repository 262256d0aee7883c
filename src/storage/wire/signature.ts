import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** One POST to `/` of the store. */
export interface SignableRequest {
  readonly host: string;
  /** `X-Amz-Target`: the operation with its API version. */
  readonly target: string;
  readonly contentType: string;
  readonly body: string;
}

type Headers = Record<string, string>;

/**
 * AWS Signature Version 4 for the one form that requests to the store have
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html). Its own code: while the server answers `list.owner`, aws4 takes
 * 72 µs of CPU for each of the four calls and this takes 43, so that aws4 costs 1.8 % of a list. (In a loop of their own: 14, 7, and the SDK's signer
 * 30.) A test compares the signature with the SDK's.
 */
export class Signer {
  private key: { readonly of: string; readonly object: KeyObject } | null = null;

  constructor(
    private readonly region: string,
    private readonly service: string,
  ) {}

  /** The request's headers, with those that prove who sends it. */
  sign(request: SignableRequest, credentials: AwsCredentials, at: Date): Headers {
    const { host, target, contentType } = request;
    const { accessKeyId, sessionToken } = credentials;
    const time = at.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const scope = `${day}/${this.region}/${this.service}/aws4_request`;
    const { names, canonical } = canonicalForm(request, time, sessionToken);
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
    const signature = createHmac('sha256', this.keyFor(credentials, day)).update(text).digest('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    const headers: Headers = {
      host,
      'content-type': contentType,
      'x-amz-date': time,
      'x-amz-target': target,
      authorization,
    };
    if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;
    return headers;
  }

  /** Good for one day, so it is derived once a day. A key object: with bytes, Node 24 takes 24 µs to sign in place of 4. */
  private keyFor({ secretAccessKey }: AwsCredentials, day: string): KeyObject {
    const of = `${day}\n${secretAccessKey}`;
    if (this.key?.of === of) return this.key.object;
    const parts = [day, this.region, this.service, 'aws4_request'];
    const bytes = parts.reduce<Buffer>(
      (key, part) => createHmac('sha256', key).update(part).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    );
    const object = createSecretKey(bytes);
    this.key = { of, object };
    return object;
  }
}

/** Method, path, no query, the signed headers by name, their names, the body's digest. */
function canonicalForm({ host, target, contentType, body }: SignableRequest, time: string, token: string | undefined) {
  // Of blanks around it, HTTP sends none; of those in it, one is signed.
  const withToken = token === undefined ? '' : `x-amz-security-token:${token.trim().replace(/\s+/g, ' ')}\n`;
  const names = `content-type;host;x-amz-date;${token === undefined ? '' : 'x-amz-security-token;'}x-amz-target`;
  const headers = `content-type:${contentType}\nhost:${host}\nx-amz-date:${time}\n${withToken}x-amz-target:${target}\n`;
  return { names, canonical: `POST\n/\n\n${headers}\n${names}\n${sha256(body)}` };
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
