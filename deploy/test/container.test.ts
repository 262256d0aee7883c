import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { IgnoreStrategy } from 'aws-cdk-lib';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../..');
const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words = '']) =>
  words.split(' ').slice(0, -1),
);

describe('the container', () => {
  it('the Dockerfile has no finding', () => {
    assert.deepEqual(validate(dockerfile), []);
  });

  it('the compose file has no finding', () => {
    const dclint = join(__dirname, '../node_modules/dclint/bin/dclint.cjs');
    execFileSync(process.execPath, [dclint, '--max-warnings', '0', join(ROOT, 'compose.yaml')], { stdio: 'pipe' });
    const { services } = parse(readFileSync(join(ROOT, 'compose.yaml'), 'utf8')) as {
      services: Record<string, { ports?: string[] }>;
    };
    for (const { ports = [] } of Object.values(services))
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:/, 'a local stack is for this machine alone');
  });

  it('the image of production is nobody’s, has no shell, and knows whether it is well', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    assert.match(last, /^\nFROM gcr\.io\/distroless\//);
    assert.match(last, /\nUSER 65532/);
    assert.match(last, /\nHEALTHCHECK /);
  });

  it('copies only what is there', () => {
    assert.ok(copied.length > 5);
    assert.deepEqual(
      copied.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it('.dockerignore lets through what is copied, and no packages of this machine', () => {
    const patterns = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
    const ignored = IgnoreStrategy.docker(ROOT, patterns);
    assert.deepEqual(
      copied.filter((path) => ignored.ignores(join(ROOT, path))),
      [],
    );
    for (const path of ['node_modules/x/index.js', 'deploy/image/node_modules/x/index.js', 'src/.env', 'deploy/app.ts'])
      assert.ok(ignored.ignores(join(ROOT, path)), path);
  });
});
