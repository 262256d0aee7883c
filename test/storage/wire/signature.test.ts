import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { Signer } from '../../../src/storage/wire/signature';

/** What the SDK's signer wants for its digests. */
class Sha256 {
  private readonly hash;
  constructor(secret?: BinaryLike) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }
  reset(): void {
    throw new Error('not used');
  }
}

const anyWord = fc.base64String({ minLength: 4, maxLength: 40 });
/** As somebody may have put it into a variable. */
const anyBlank = fc.constantFrom('', ' ', '\t ');
const anyToken = fc.tuple(anyBlank, anyWord, anyBlank, anyWord, anyBlank).map((parts) => parts.join(''));
const anyRequest = fc.record({
  host: fc.constantFrom('dynamodb.eu-central-1.amazonaws.com', '127.0.0.1:8000'),
  target: fc.constantFrom('DynamoDB_20120810.GetItem', 'DynamoDB_20120810.Query'),
  contentType: fc.constant('application/x-amz-json-1.0'),
  body: fc.string({ unit: 'grapheme', maxLength: 200 }),
});
const anyCredentials = fc.record(
  { accessKeyId: anyWord, secretAccessKey: anyWord, sessionToken: anyToken },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);
const anyTime = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });

test('the signature is the one that the SDK’s signer makes', async () => {
  const signer = new Signer('eu-central-1', 'dynamodb');
  await fc.assert(
    fc.asyncProperty(anyRequest, anyCredentials, anyTime, async (request, credentials, at) => {
      const { host, target, contentType, body } = request;
      const oracle = new SignatureV4({
        service: 'dynamodb',
        region: 'eu-central-1',
        credentials,
        sha256: Sha256 as never,
      });
      const headers = { host, 'content-type': contentType, 'x-amz-target': target };
      const wanted = await oracle.sign(
        { method: 'POST', protocol: 'https:', hostname: host, path: '/', headers, query: {}, body } as never,
        { signingDate: at, unsignableHeaders: new Set(['x-amz-content-sha256']) },
      );
      const signed = signer.sign(request, credentials, at);
      for (const name of ['authorization', 'x-amz-date', 'x-amz-security-token'])
        expect(signed[name]).toBe(wanted.headers[name]);
    }),
  );
});
