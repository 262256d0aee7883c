import { stsSessions } from '../../src/storage/roles/RoleSessions';
import { http, json, RawStore, type Raw } from '../support/RawStore';

const html = (status: number) => http(status, { headers: { 'content-type': 'text/html' }, body: '<html></html>' });
const refusal = (status: number, code: string) =>
  http(status, {
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
  });

let store: RawStore;
let answer: Raw;
let sessions: ReturnType<typeof stsSessions>;
beforeAll(async () => {
  store = await RawStore.start(() => answer);
  const timeouts = { connectionTimeoutMs: 2000, requestTimeoutMs: 2000 };
  sessions = stsSessions({ region: 'eu-central-1', isLocal: true, endpoint: store.url, ...timeouts });
});
afterAll(async () => {
  sessions.close();
  await store.close();
});

async function nameOfFailure(given: Raw): Promise<string> {
  answer = given;
  return sessions
    .assume({ role: 'arn:aws:iam::123456789012:role/a', name: 'everybody', isShared: true, tags: {} })
    .then(
      () => 'none',
      (cause: unknown) => (cause as Error).name,
    );
}

test.each<[string, Raw]>([
  ['a page', html(200)],
  ['a page that refuses', html(403)],
  ['a page that says too many', html(429)],
  ['a page of a gateway', html(502)],
  ['a redirect', html(302)],
  ['JSON', json(200, { ok: true })],
  ['nothing', http(200)],
  ['a throttle', refusal(400, 'Throttling')],
  ['a fault', refusal(500, 'InternalFailure')],
])('in place of credentials %s says that there are none now', async (_, given) => {
  expect(await nameOfFailure(given)).toBe('CredentialsProviderError');
});

test('tags that are too big for AWS are told from other refusals, and no list of tags is sent that has none', async () => {
  expect(await nameOfFailure(refusal(400, 'PackedPolicyTooLarge'))).toBe('SessionTooBigError');
  expect(store.arrived.at(-1)?.body).not.toContain('Tags');
});

test('that a role may not be assumed stays what it is', async () => {
  expect(await nameOfFailure(refusal(403, 'AccessDenied'))).toBe('AccessDenied');
});
