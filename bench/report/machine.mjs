import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem, loadavg } from 'node:os';
import { canPin } from '../machine/processes.mjs';
import { ROOT } from '../store/fromDist.mjs';

const SHOWN = [
  [
    '@apollo/server',
    'type-graphql',
    'mercurius',
    'mercurius-auth',
    'graphql-yoga',
    '@pothos/core',
    'fastify',
    'graphql',
  ],
  ['@aws-sdk/lib-dynamodb', 'aws4', 'undici'],
].flat();

/** Where, when and of what versions: figures mean nothing without. */
export function describeMachine() {
  const [{ model }] = cpus();
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    cpu: `${cpus().length} × ${model.trim()}`,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    pinned: canPin,
    loadAverage: loadavg()[0].toFixed(2),
    commit: commit(),
    versions: Object.fromEntries(SHOWN.map((name) => [name, versionOf(name)])),
  };
}

function versionOf(name) {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).dependencies[name];
}

/** Of a copy without its history, nothing is known. */
function commit() {
  const git = (...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
  const changed = git('status', '--porcelain', 'src', 'schema', 'resolvers') !== '';
  return `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed ? ' with changes' : ''}`;
}
