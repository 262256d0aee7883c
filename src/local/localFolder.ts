import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LocalFailure } from './failure';

/** Where everything local is kept, and the files in it. */
export class LocalFolder {
  readonly path: string;

  constructor(path = '.fieldgate') {
    this.path = resolve(path);
  }

  get data(): string {
    return join(this.path, 'data');
  }
  get cognito(): string {
    return join(this.path, 'cognito');
  }
  /** What the local Cognito would send by e-mail. */
  get outbox(): string {
    return join(this.path, 'outbox.txt');
  }
  /** What people would be told of their orders by e-mail. */
  get notifications(): string {
    return join(this.path, 'outbox');
  }
  get runFile(): string {
    return join(this.path, 'run.json');
  }
  get keysFile(): string {
    return join(this.path, 'keys.json');
  }
}

/** What of the contents of a folder is made by nobody else: one of them shows that the folder is ours. */
const SIGNS = ['keys.json', 'run.json', 'data/dynoxide', 'data/dynamodb-local', 'cognito/.cognito'];
/** All that we make in it; of files that are replaced as a whole, also their drafts (see {@link writePrivateJson}). */
const OURS = /^(?:data|cognito|outbox|outbox\.txt|(?:run|keys)\.json(?:\.[\da-f-]+)*)$/;

/**
 * Removes what we have made in the folder, and the folder itself where nothing else is in it. Resolves with the names of what was left,
 * `null` where nothing of ours was there. Rejects with a `LocalFailure` where the folder is a file.
 */
export async function removeLocalData({ path }: LocalFolder): Promise<readonly string[] | null> {
  const names = await readdir(path).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code !== 'ENOTDIR') throw error;
    throw new LocalFailure(`Expected a folder at ${path}; a file is there. Nothing was removed.`);
  });
  if (!SIGNS.some((sign) => existsSync(join(path, sign)))) return null;
  const ours = names.filter((name) => OURS.test(name));
  await Promise.all(ours.map((name) => rm(join(path, name), { recursive: true, force: true })));
  if (ours.length === names.length) await rmdir(path);
  return names.filter((name) => !ours.includes(name)).sort();
}

const KEY_NAMES = ['GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS', 'CURSOR_KEYS', 'STEP_UP_KEYS', 'SIGN_IN_KEYS'] as const;
export type LocalKeys = Record<(typeof KEY_NAMES)[number], string>;

/** The local signing keys: made once, readable by their owner only, kept until `npm run reset`. Those of a later version are added. */
export async function localKeys(folder: LocalFolder): Promise<LocalKeys> {
  const known = await readJson(folder.keysFile);
  if (known === null) return makeKeys(folder, {});
  if (isKeys(known)) return known;
  if (KEY_NAMES.some((name) => typeof known[name] === 'string')) return makeKeys(folder, known);
  throw new LocalFailure(
    `${folder.keysFile} is damaged. \`npm run reset\` removes all local data; \`npm start\` makes it anew.`,
  );
}

async function makeKeys(folder: LocalFolder, known: Readonly<Record<string, unknown>>): Promise<LocalKeys> {
  const made = KEY_NAMES.map((name) => [name, randomBytes(32).toString('base64url')]);
  const keys = { ...Object.fromEntries(made), ...known } as LocalKeys;
  await writePrivateJson(folder.keysFile, keys);
  return keys;
}

function isKeys(value: unknown): value is LocalKeys {
  return KEY_NAMES.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

/** Writes as a whole or not at all, readable by the owner only. */
export async function writePrivateJson(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file).catch(async (error: unknown) => {
    await rm(draft, { force: true });
    throw error;
  });
}

/** What the file holds; `null` without the file; `{}` where it is no JSON object. */
export async function readJson(file: string): Promise<Record<string, unknown> | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
