import { RequestSigner, type Credentials } from 'aws4';

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
 * AWS Signature Version 4, by aws4: 14 µs of CPU, where the SDK's signer takes 30. (A signer of our own for this one form took 5. For the three
 * calls of a list that saved 0.4 % of its 7.5 ms: not worth having.) No spread: with one, V8 takes twice as long for all of it.
 */
export class Signer {
  constructor(
    private readonly region: string,
    private readonly service: string,
  ) {}

  /** The request's headers, with those that prove who sends it. */
  sign({ host, target, contentType, body }: SignableRequest, credentials: AwsCredentials, at: Date): Headers {
    const date = at.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const headers: Headers = { host, 'content-type': contentType, 'x-amz-date': date, 'x-amz-target': target };
    if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
    const { service, region } = this;
    // These headers alone: the connection makes the others.
    const request = { service, region, host, method: 'POST', path: '/', headers, body, doNotModifyHeaders: true };
    const signer = new RequestSigner(request, credentials as Credentials);
    signer.datetime = date;
    return { ...headers, authorization: String(signer.sign().headers?.Authorization) };
  }
}

type Headers = Record<string, string>;
