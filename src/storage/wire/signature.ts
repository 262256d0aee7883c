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

/**
 * AWS Signature Version 4 for the one form that requests to the store have
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html). The SDK's signer gives the same signature for
 * every form, and takes ten times as long; a test compares the two.
 */
export class Signer {
  private key: { readonly of: string; readonly object: KeyObject } | null = null;

  constructor(
    private readonly region: string,
    private readonly service: string,
  ) {}

  /** The headers that prove who sends the request. */
  sign(request: SignableRequest, credentials: AwsCredentials, at: Date): Record<string, string> {
    const time = at.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const scope = `${time.slice(0, 8)}/${this.region}/${this.service}/aws4_request`;
    const { names, canonical } = canonicalForm(request, time, credentials.sessionToken);
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
    const signature = createHmac('sha256', this.keyFor(credentials, time.slice(0, 8)))
      .update(text)
      .digest('hex');
    return {
      'x-amz-date': time,
      ...(credentials.sessionToken !== undefined && { 'x-amz-security-token': credentials.sessionToken }),
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    };
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
  const withToken = token === undefined ? '' : `x-amz-security-token:${token}\n`;
  const names = `content-type;host;x-amz-date;${token === undefined ? '' : 'x-amz-security-token;'}x-amz-target`;
  const headers = `content-type:${contentType}\nhost:${host}\nx-amz-date:${time}\n${withToken}x-amz-target:${target}\n`;
  return { names, canonical: `POST\n/\n\n${headers}\n${names}\n${sha256(body)}` };
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
