import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../..');
const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

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
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words = '']) =>
      words.split(' ').slice(0, -1),
    );
    assert.ok(copied.length > 5);
    assert.deepEqual(
      copied.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });
});
