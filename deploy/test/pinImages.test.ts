import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { validate } from 'dockerfile-utils';
import { freePort } from '../../src/local/ports';

/* Against a registry of this test’s own, which speaks what registries speak: a challenge, a token, a manifest with its digest. */

const INDEX = 'application/vnd.oci.image.index.v1+json';
const TOKEN = 'for-anybody';

interface Kept {
  body: string;
  type: string;
  /** Where it says another one than that of its content. */
  told?: string;
}

const images = new Map<string, Kept>();
let asked: string[] = [];
let registry: Server;
let host: string;
let folder: string;
let closedPort: number;

const digestOf = (body: string) => `sha256:${createHash('sha256').update(body).digest('hex')}`;

function answer(request: IncomingMessage, response: ServerResponse): void {
  asked.push(request.url ?? '');
  const { pathname, searchParams } = new URL(request.url ?? '', `http://${host}`);
  if (pathname === '/token') {
    const isRight =
      searchParams.get('service') === 'registry.test' && /^repository:.+:pull$/.test(searchParams.get('scope') ?? '');
    response.writeHead(isRight ? 200 : 400).end(JSON.stringify({ token: TOKEN }));
    return;
  }
  const [, repository = '', tag = ''] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(pathname) ?? [];
  if (request.headers.authorization !== `Bearer ${TOKEN}`) {
    const scope = `repository:${repository}:pull`;
    const challenge = `Bearer realm="http://${host}/token",service="registry.test",scope="${scope}"`;
    response
      .writeHead(401, { 'www-authenticate': repository === 'closed/image' ? 'Basic realm="x"' : challenge })
      .end();
    return;
  }
  const kept = images.get(`${repository}:${tag}`);
  if (!kept || !request.headers.accept?.includes(kept.type)) {
    response.writeHead(404).end('{}');
    return;
  }
  response.writeHead(200, { 'content-type': kept.type, 'docker-content-digest': kept.told ?? digestOf(kept.body) });
  response.end(kept.body);
}

const file = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(file(name), 'utf8');

function pin(...names: string[]): Promise<{ code: number; said: string }> {
  const program = join(__dirname, '../pinImages.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...names.map(file)], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr });
    });
  });
}

before(async () => {
  registry = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => registry.once('listening', resolve));
  host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  closedPort = await freePort();
  folder = mkdtempSync(join(tmpdir(), 'fieldgate-pin-'));
});
after(() => {
  registry.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
  images.clear();
  images.set('base/node:22', { body: '{"manifests":[1]}', type: INDEX });
  images.set('bare:latest', { body: '{"layers":[]}', type: 'application/vnd.oci.image.manifest.v1+json' });
  writeFileSync(
    file('Dockerfile'),
    [
      '# FROM what is said about it',
      `FROM ${host}/base/node:22 AS packages`,
      'FROM packages AS build',
      `FROM --platform=$BUILDPLATFORM ${host}/base/node:22 AS again`,
      `FROM ${host}/bare`,
      'CMD ["node"]',
      '',
    ].join('\n'),
  );
  writeFileSync(file('compose.yaml'), `services:\n  table:\n    image: ${host}/base/node:22\n    user: root\n`);
});

describe('pinImages.mjs', () => {
  it('writes the digest of each image, and of no stage, and says which holds for one platform only', async () => {
    const { code, said } = await pin('Dockerfile', 'compose.yaml');
    assert.equal(code, 0, said);
    const [index, single] = [digestOf('{"manifests":[1]}'), digestOf('{"layers":[]}')];
    assert.equal(
      read('Dockerfile'),
      [
        '# FROM what is said about it',
        `FROM ${host}/base/node:22@${index} AS packages`,
        'FROM packages AS build',
        `FROM --platform=$BUILDPLATFORM ${host}/base/node:22@${index} AS again`,
        `FROM ${host}/bare@${single}`,
        'CMD ["node"]',
        '',
      ].join('\n'),
    );
    assert.match(read('compose.yaml'), new RegExp(`image: ${host}/base/node:22@${index}\n`));
    assert.match(said, /bare is sha256:\w{64} \(for one platform only\)/);
    assert.deepEqual(validate(read('Dockerfile')), []);
  });

  it('changes nothing when it is run again, and writes the new digest when the tag has moved', async () => {
    await pin('Dockerfile', 'compose.yaml');
    const once = read('Dockerfile');
    assert.match((await pin('Dockerfile', 'compose.yaml')).said, /Dockerfile: nothing to change\n/);
    assert.equal(read('Dockerfile'), once);
    images.set('base/node:22', { body: '{"manifests":[2]}', type: INDEX });
    await pin('Dockerfile', 'compose.yaml');
    assert.equal(read('Dockerfile'), once.replaceAll(digestOf('{"manifests":[1]}'), digestOf('{"manifests":[2]}')));
  });

  it('asks for each image once', async () => {
    await pin('Dockerfile', 'compose.yaml');
    assert.equal(asked.filter((path) => path.startsWith('/token')).length, 2);
  });

  const refusals: [what: string, prepare: () => void, said: RegExp][] = [
    ['an image that is not there', () => images.delete('bare:latest'), /bare: 127\.0\.0\.1:\d+ has no such image\.\n/],
    [
      'a digest that is not that of the content',
      () => images.set('bare:latest', { body: '{}', type: INDEX, told: digestOf('other') }),
      /says sha256:\w+, and what it sent is sha256:\w+\.\n/,
    ],
    [
      'a registry that does not answer',
      () => writeFileSync(file('compose.yaml'), `services:\n  a:\n    image: 127.0.0.1:${closedPort}/x:1\n`),
      /127\.0\.0\.1:\d+ does not answer \(ECONNREFUSED\)\.\n/,
    ],
    [
      'a registry that wants an account',
      () => writeFileSync(file('compose.yaml'), `services:\n  a:\n    image: ${host}/closed/image:1\n`),
      /lets in nobody without an account\.\n/,
    ],
    [
      'a name that is made of variables',
      () => writeFileSync(file('compose.yaml'), 'services:\n  a:\n    image: ${BASE}:1\n'),
      /expected an image’s name as it is/,
    ],
  ];
  for (const [what, prepare, expected] of refusals)
    it(`${what}: says so, and writes nothing`, async () => {
      prepare();
      const files = () => read('Dockerfile') + read('compose.yaml');
      const were = files();
      const { code, said } = await pin('Dockerfile', 'compose.yaml');
      assert.equal(code, 1);
      assert.match(said, expected);
      assert.match(said, /Nothing was written\.\n$/);
      assert.equal(files(), were);
    });
});
