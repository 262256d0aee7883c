import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { ALARMS, CloudWatch } from '../../test/deploy/CloudWatch';
import { ofType } from '../../test/deploy/templates';
import { OWN_SHOP } from './callers';
import { ask } from './graphql';
import { undoneAfter } from './interruption';
import { withServer, type LocalStack, type ServerProcess } from './LocalStack';
import { Unproven, untilThere } from './Step';

/** Alarms look at five minutes. */
const LASTING_MINUTES = 5;
const TIMES = 10;
const EXPECTED = 'FunctionFailed';

/**
 * Takes a server’s table away, in earnest, and puts what it logs through the filters and alarms of the templates. Whether a mail
 * comes, only AWS can prove.
 */
export async function pageLocally(stack: LocalStack, say: (saw: string) => void): Promise<void> {
  const line = await Line.to(new URL(stack.running.dynamoDbEndpoint));
  await undoneAfter(
    async () =>
      withServer({ ...stack.store, DYNAMODB_ENDPOINT: line.url, LOG_LEVEL: 'info' }, async (url, server) => {
        const well = await heard(server, url, 'ok');
        line.cut();
        const away = await heard(server, url, 'failed');
        tell(well, away, say);
      }),
    async () => Promise.resolve(line.cut()),
  );
}

/** Which alarms ring by what the server logs of so many requests. */
async function heard(server: ServerProcess, url: string, outcome: string): Promise<ReadonlySet<string>> {
  const before = server.log.length;
  const query = `{ shop(id: "${OWN_SHOP}") { name } }`;
  await Promise.all(Array.from({ length: TIMES }, async () => ask(`${url}/graphql`, query)));
  const isOne = (text: string) => text.includes('"event":"request"') && text.includes(`"outcome":"${outcome}"`);
  const lines = await untilThere(
    `${String(TIMES)} lines of requests with the outcome "${outcome}" in the log`,
    async () => (server.log.slice(before).filter(isOne).length >= TIMES ? server.log.slice(before) : null),
    { minutes: 0.5, pauseMs: 50 },
  );
  const cloudWatch = new CloudWatch();
  cloudWatch.hear('watch', lines);
  return new Set(cloudWatch.ringing(LASTING_MINUTES));
}

function tell(well: ReadonlySet<string>, away: ReadonlySet<string>, say: (saw: string) => void): void {
  if (well.has(EXPECTED) || !away.has(EXPECTED))
    throw new Unproven(
      `the alarm ${EXPECTED} to ring once the table is away, and not before`,
      `${well.has(EXPECTED) ? 'it rang before' : 'it did not ring'}`,
      'See the filters in deploy/build/templates/fieldgate-prod-watch.json.',
    );
  const rang = [...away].filter((name) => !well.has(name));
  say(`nobody at the table’s address, ${String(TIMES)} requests failed: ${rang.join(', ')} would ring`);
  const alarm = ALARMS.find(({ name }) => name === EXPECTED);
  const mails = ofType('AWS::SNS::Subscription').filter(({ stack }) => stack === 'watch');
  const addresses = mails.map(({ Properties }) => String((Properties as { Endpoint: unknown }).Endpoint));
  say(`"${alarm?.AlarmDescription ?? ''}" would go to ${addresses.join(', ')}`);
  say('no mail was sent: only AWS can prove that one comes');
}

/** A line to the engine that can be cut. */
class Line {
  private readonly sockets = new Set<Socket>();

  private constructor(
    readonly url: string,
    private readonly stop: () => void,
  ) {}

  static async to({ hostname, port }: URL): Promise<Line> {
    const server = createServer((socket) => {
      const further = connect({ host: hostname, port: Number(port) });
      for (const each of [socket, further]) line.sockets.add(each.on('error', () => each.destroy()));
      socket.pipe(further).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const line = new Line(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, () => server.close());
    return line;
  }

  cut(): void {
    this.stop();
    for (const socket of this.sockets) socket.destroy();
  }
}
