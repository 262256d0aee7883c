/*
 * Writes the digest of each base image into the Dockerfile and the compose file: `node deploy/pinImages.mjs [file…]`. Asks the registry of each image
 * (OCI distribution API) as anybody may: without credentials. Run again, it writes what the tags stand for by then. All is asked before
 * anything is written.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const ASKED_WITHIN_MS = 20_000;
/** Of an image for several platforms the index is wanted: a digest of it is good on each of them. */
const INDEXES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const MANIFESTS = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** `FROM image AS stage`, and `image: image` of a compose file. */
const NAMED = /^(FROM +(?:--platform=\S+ +)?|[ \t]+image:[ \t]*)(\S+)(?:.* AS +(\S+))?/gim;

/** What is wrong in a way that whoever runs this can mend. */
class PinFailure extends Error {}

/** An image as it is written, in parts: where nothing else is said, Docker Hub's, and its tag `latest`. */
function imageNamed(text) {
  if (/[${}"']/.test(text))
    throw new PinFailure(`${text}: expected an image’s name as it is, without variables or quotes.`);
  const [name] = text.split('@');
  const [, path, tag = 'latest'] = /^(.+?)(?::([^:/]+))?$/.exec(name);
  const [first, ...rest] = path.split('/');
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  if (isHost && first !== 'docker.io') return { name, host: first, repository: rest.join('/'), tag };
  const onHub = isHost ? rest.join('/') : path;
  return { name, host: 'registry-1.docker.io', repository: onHub.includes('/') ? onHub : `library/${onHub}`, tag };
}

/** The images of a file that are not stages of its own, each once. */
function imagesIn(text) {
  const found = [...text.matchAll(NAMED)];
  const stages = new Set(found.map(([, , , stage]) => stage));
  return [...new Set(found.map(([, , image]) => image))].filter((image) => image !== 'scratch' && !stages.has(image));
}

async function ask(url, headers) {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(ASKED_WITHIN_MS) });
  } catch (cause) {
    throw new PinFailure(`${new URL(url).host} does not answer (${cause.cause?.code ?? cause.name}).`);
  }
}

/** What a registry wants of whoever asks, even of nobody in particular: https://distribution.github.io/distribution/spec/auth/token/ */
async function anonymousToken(challenge, repository) {
  const parts = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  if (!/^bearer /i.test(challenge) || !parts.realm) return null;
  const url = new URL(parts.realm);
  if (parts.service) url.searchParams.set('service', parts.service);
  url.searchParams.set('scope', parts.scope ?? `repository:${repository}:pull`);
  const answer = await ask(url, {});
  if (!answer.ok) return null;
  const { token, access_token: accessToken } = await answer.json();
  return token ?? accessToken ?? null;
}

/** Docker itself speaks plain HTTP to registries of the same machine only. */
const schemeOf = (host) => (/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host) ? 'http' : 'https');

async function digestOf({ name, host, repository, tag }) {
  const url = `${schemeOf(host)}://${host}/v2/${repository}/manifests/${tag}`;
  const accept = [...INDEXES, ...MANIFESTS].join(', ');
  let answer = await ask(url, { accept });
  if (answer.status === 401) {
    const token = await anonymousToken(answer.headers.get('www-authenticate') ?? '', repository);
    if (token === null) throw new PinFailure(`${name}: ${host} lets in nobody without an account.`);
    answer = await ask(url, { accept, authorization: `Bearer ${token}` });
  }
  if (answer.status === 404) throw new PinFailure(`${name}: ${host} has no such image.`);
  if (!answer.ok) throw new PinFailure(`${name}: ${host} answered ${answer.status}.`);
  const manifest = Buffer.from(await answer.arrayBuffer());
  // By the content, so that nobody has to be believed.
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  const told = answer.headers.get('docker-content-digest');
  if (told !== null && told !== digest)
    throw new PinFailure(`${name}: ${host} says ${told}, and what it sent is ${digest}.`);
  const isIndex = INDEXES.includes((answer.headers.get('content-type') ?? '').split(';')[0]);
  return { digest, isIndex };
}

/** By image as it is written; asks for all of them before it resolves. */
async function pinnedImages(texts) {
  const written = [...new Set(texts.flatMap(({ text }) => imagesIn(text)))];
  if (written.length === 0)
    throw new PinFailure(`expected an image in ${texts.map(({ file }) => file).join(', ')}; found none.`);
  const pinned = new Map();
  for (const image of written) {
    const named = imageNamed(image);
    const { digest, isIndex } = await digestOf(named);
    pinned.set(image, `${named.name}@${digest}`);
    process.stdout.write(`${named.name} is ${digest}${isIndex ? '' : ' (for one platform only)'}\n`);
  }
  return pinned;
}

function write({ file, text }, pinned) {
  const now = text.replace(NAMED, (line, before, image) =>
    pinned.has(image) ? line.replace(before + image, before + pinned.get(image)) : line,
  );
  if (now !== text) writeFileSync(file, now);
  process.stdout.write(`${relative(process.cwd(), file)}: ${now === text ? 'nothing to change' : 'written'}\n`);
}

async function main() {
  const { positionals } = parseArgs({ allowPositionals: true });
  const files = positionals.length > 0 ? positionals : ['Dockerfile', 'compose.yaml'].map((name) => `${root}${name}`);
  const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const pinned = await pinnedImages(texts).catch((error) => {
    if (!(error instanceof PinFailure)) throw error;
    process.stderr.write(`${error.message}\nNothing was written.\n`);
    process.exit(1);
  });
  for (const text of texts) write(text, pinned);
}

await main();
