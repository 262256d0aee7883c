import { HeldCredentials } from '../../../src/aws/HeldCredentials';
import { Retries } from '../../../src/storage/calls/retries';
import type { HttpAnswer } from '../../../src/storage/wire/Connections';
import { StoreReads } from '../../../src/storage/wire/StoreReads';

const MINUTE_MS = 60_000;
const TOLERATED_MS = 5 * MINUTE_MS;
const REQUEST = { TableName: 'table', Key: { pk: 'A', sk: 'B' } };
const HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

/** How a store refuses a request that was signed too long before its time, or after it. */
type Refuse = (isEarly: boolean) => { readonly __type: string; readonly message?: string };

/** A store whose clock is so far ahead of ours, and refuses what was signed at another time. */
function given(aheadMs: number, refuse: Refuse, date: (now: Date) => string | undefined = (now) => now.toUTCString()) {
  const signedAt: number[] = [];
  const post = ({ 'x-amz-date': signed = '' }: Record<string, string>): Promise<HttpAnswer> => {
    const at = Date.parse(signed.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
    const now = Date.now() + aheadMs;
    signedAt.push(at);
    const headers = { ...HEADERS, date: date(new Date(now)) };
    return Promise.resolve(
      Math.abs(at - now) > TOLERATED_MS
        ? { status: 400, headers, body: JSON.stringify(refuse(at < now)) }
        : { status: 200, headers, body: JSON.stringify({ Item: { pk: { S: 'A' } } }) },
    );
  };
  const ofSomebody = () => Promise.resolve({ accessKeyId: 'id', secretAccessKey: 'secret' });
  const destination = { connections: { post } as never, host: 'store.test', region: 'eu-central-1' };
  const reads = new StoreReads({
    destination: () => Promise.resolve(destination),
    credentials: new HeldCredentials({ source: ofSomebody, withinMs: 1000 }),
    retries: new Retries({ random: () => 0 }),
    observe: undefined,
  });
  return { signedAt, read: () => reads.call('GetItem', REQUEST) };
}

const TOO_SKEWED: Refuse = () => ({ __type: 'com.amazon.coral.service#RequestTimeTooSkewed' });
const BY_SIGNATURE: Refuse = (isEarly) => ({
  __type: 'com.amazon.coral.service#InvalidSignatureException',
  message: isEarly
    ? 'Signature expired: 1 is now earlier than 2'
    : 'Signature not yet current: 2 is still later than 1',
});

describe('a clock that is not the store’s', () => {
  test.each<[string, number, Refuse]>([
    ['behind it', 20 * MINUTE_MS, TOO_SKEWED],
    ['ahead of it', -20 * MINUTE_MS, TOO_SKEWED],
    ['behind it, by the signature', 20 * MINUTE_MS, BY_SIGNATURE],
    ['ahead of it, by the signature', -20 * MINUTE_MS, BY_SIGNATURE],
    ['behind it by days', 3 * 1440 * MINUTE_MS, () => ({ __type: 'RequestExpired' })],
  ])('is set right by its first refusal, for all later reads: %s', async (_, aheadMs, refuse) => {
    const { signedAt, read } = given(aheadMs, refuse);
    expect(await read()).toMatchObject({ Item: { pk: 'A' } });
    expect(signedAt).toHaveLength(2);
    await read();
    expect(signedAt).toHaveLength(3);
  });

  test('that the store can live with is left alone', async () => {
    const { signedAt, read } = given(4 * MINUTE_MS, TOO_SKEWED);
    await read();
    expect(signedAt).toHaveLength(1);
  });

  test.each([undefined, 'some day'])('stays as it is where the refusal tells no time: %s', async (date) => {
    const { signedAt, read } = given(20 * MINUTE_MS, TOO_SKEWED, () => date);
    await expect(read()).rejects.toThrow('RequestTimeTooSkewed');
    // As the SDK does: without the time, sending it again would be of no use.
    expect(signedAt).toHaveLength(1);
    expect(signedAt.every((at) => Math.abs(at - Date.now()) < TOLERATED_MS)).toBe(true);
  });

  test('is not what a wrong signature tells of', async () => {
    const wrong = {
      __type: 'InvalidSignatureException',
      message: 'The request signature we calculated does not match',
    };
    const { signedAt, read } = given(
      20 * MINUTE_MS,
      () => wrong,
      () => new Date().toUTCString(),
    );
    await expect(read()).rejects.toThrow('InvalidSignatureException');
    expect(signedAt).toHaveLength(1);
  });
});
