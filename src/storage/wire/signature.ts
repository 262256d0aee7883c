import { sign } from 'aws4';

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
 * AWS Signature Version 4, as the SDK's signer makes it, which takes three times as long: 30 µs in place of 10. (A signer for this one
 * form of request took 5: of a list, with its four calls and 7.5 ms, that was less than 0.5 %.)
 */
export class Signer {
  constructor(
    private readonly region: string,
    private readonly service: string,
  ) {}

  /** The headers that prove who sends the request. */
  sign({ host, target, contentType, body }: SignableRequest, credentials: AwsCredentials, at: Date): Headers {
    const date = at.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const headers = { host, 'content-type': contentType, 'x-amz-target': target, 'x-amz-date': date };
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    const place = { service: this.service, region: this.region, host, method: 'POST', path: '/' };
    const signed = sign({ ...place, headers, body, ...UNSIGNED }, keys).headers as Headers;
    return {
      'x-amz-date': date,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
      authorization: signed.Authorization ?? '',
    };
  }
}

type Headers = Readonly<Record<string, string>>;

/** The connection makes this one of its own. */
const UNSIGNED = { extraHeadersToIgnore: { 'content-length': true } };
