import { auditLog, type LogLaw } from './auditLog';

const line = (fields: object) => `${JSON.stringify({ level: 'info', msg: 'request', ...fields })}\n`;
const laws = (text: string, secrets: string[] = []): LogLaw[] => [
  ...new Set(auditLog([line({}), text], { secrets }).map(({ law }) => law)),
];
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';

test('a line as it should be breaks no law', () => {
  const at = ['f (node_modules/@apollo/server/dist/x.js:1:2)', 'Reader.item (src/loading/Reader.ts:10:3)'];
  const requestId = '8c1e4f0a-11aa-4b6e-9d9c-0123456789ab';
  expect(
    laws(line({ event: 'request', time: '2026-01-01T00:00:00.000Z', requestId, at, network: '203.0.113.0/24' })),
  ).toEqual([]);
});

describe('the audit fails', () => {
  test.each<[string, string, LogLaw]>([
    ['text that is no JSON', 'started\n', 'json'],
    ['two events in a write', line({}) + line({}), 'json'],
    ['a line that does not end', line({}).trim(), 'one-event-one-line'],
    ['a raw control character', line({ fault: '\u2028' }), 'one-event-one-line'],
    ['a field that is not listed', line({ url: '/x' }), 'known-fields-only'],
    ['a sentence that is not listed', line({ msg: 'connect to the table failed' }), 'known-messages-only'],
    ['a token', line({ fault: JWT }), 'no-token'],
    ['the start of a token', line({ fault: JWT.slice(0, 20) }), 'no-token'],
    ['an escaped token', line({ fault: JWT }).replace('eyJ', '\\u0065yJ').replaceAll('.', '\\u002e'), 'no-token'],
    ['a cookie', line({ fault: 'fieldgate_guest=x' }), 'no-token'],
    ['an e-mail address', line({ code: 'a.b@example.com' }), 'no-email'],
    ['a phone number', line({ at: ['+4930123456'] }), 'no-phone'],
    ['an ARN', line({ fault: 'arn:aws:x' }), 'no-host'],
    ['an address', line({ network: '127.0.0.1' }), 'no-host'],
    ['a hidden value', line({ denied: [{ requires: 'hidden-riskScore-alpha' }] }), 'no-canary'],
    ['a name', line({ operationName: 'canary-displayName' }), 'no-canary'],
    ['a subject', line({ caller: 'customer-1' }), 'no-canary'],
    ['a field named after a value', line({ 'hidden-x': 1 }), 'no-canary'],
    ['what was sent', line({ fault: 'of the caller' }), 'no-secret'],
  ])('on %s', (_, text, law) => {
    expect(laws(text, ['the caller'])).toContain(law);
  });
});
