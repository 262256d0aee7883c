import { AwsNotifier } from '../../src/notifications/AwsNotifier';
import type { Notification } from '../../src/notifications/Notification';
import { http, json, RawStore, type Raw } from '../support/RawStore';

const xml = (body: string) => http(200, { headers: { 'content-type': 'text/xml' }, body });
const html = http(200, { headers: { 'content-type': 'text/html' }, body: '<html></html>' });
const published = xml('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');

const VARIABLES = ['AWS_ENDPOINT_URL_SESV2', 'AWS_ENDPOINT_URL_SNS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));

let carrier: RawStore;
let answer: Raw;
let notifier: AwsNotifier;
beforeAll(async () => {
  carrier = await RawStore.start(() => answer);
  for (const name of VARIABLES) process.env[name] = name.includes('URL') ? carrier.url : 'test';
  notifier = new AwsNotifier({ region: 'eu-central-1', sender: 'a@example.com', topicArn: 'arn:aws:sns:::a' });
});
afterAll(async () => {
  notifier.close();
  await carrier.close();
  for (const [name, value] of Object.entries(before))
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
});

const notificationTo = (to: Notification['to']) => notifier.send({ id: '1', to, subject: 'news', text: 'text' });
const mail = () => notificationTo({ kind: 'email', address: 'b@example.com' });
const news = () => notificationTo({ kind: 'operators' });

test.each<[string, () => Promise<void>, Raw]>([
  ['a mail: {}', mail, json(200, {})],
  ['a mail: other JSON', mail, json(200, { ok: true })],
  ['a mail: a page', mail, html],
  ['news: nothing', news, http(200)],
  ['news: a page', news, html],
  ['news: another document', news, xml('<PublishResponse></PublishResponse>')],
])('what no carrier has taken is not sent: %s', async (_, send, given) => {
  answer = given;
  await expect(send()).rejects.toThrow();
});

test('what a carrier has taken is sent', async () => {
  answer = json(200, { MessageId: '1' });
  await expect(mail()).resolves.toBeUndefined();
  answer = published;
  await expect(news()).resolves.toBeUndefined();
});
