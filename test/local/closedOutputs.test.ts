import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { freePort } from '../../src/local/ports';
import { withStore } from '../../src/local/store';
import { createTable } from '../../src/local/table';
import { spawnSources } from '../support/spawnSources';

const ENDED_WITHIN_MS = 40_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('npm start, when nobody reads what it says any more', () => {
  it.each([{ closed: ['stdout'] }, { closed: ['stdout', 'stderr'] }] as const)('ends: $closed', async ({ closed }) => {
    const endpoint = process.env.FIELDGATE_TEST_ENDPOINT ?? '';
    const tableName = `closed-${randomUUID()}`;
    await withStore({ endpoint, region: 'eu-central-1', tableName }, async ({ client }) => {
      await createTable(client, tableName);
      // No demo data are loaded beside other items.
      await client.send(new PutCommand({ TableName: tableName, Item: { pk: 'THEIRS#1', sk: 'A' } }));
    });
    const child = spawnSources('src/local/start.ts', ['--folder', folder], {
      env: {
        PORT: String(await freePort()),
        DYNAMODB_ENDPOINT: endpoint,
        TABLE_NAME: tableName,
        CHANGES_TABLE_NAME: `${tableName}-changes`,
      },
      timeout: ENDED_WITHIN_MS,
      killSignal: 'SIGKILL',
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    child.stdout.once('data', () => closed.forEach((output) => child[output].destroy()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(1);
    // Told once, to whoever still listens.
    if (closed.length === 1) expect(complaints.match(/caught by nobody/g)).toHaveLength(1);
  });
});
