import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFolder, localKeys, removeLocalData } from '../../src/local/localFolder';
import { findRunning, lockFolder } from '../../src/local/running';

let folder: LocalFolder;
beforeEach(async () => {
  folder = new LocalFolder(await mkdtemp(join(tmpdir(), 'fieldgate-')));
});
afterEach(() => rm(folder.path, { recursive: true }));

describe('the local folder', () => {
  it('belongs to one process at a time', async () => {
    const lock = await lockFolder(folder, 'npm start');
    await expect(lockFolder(folder, 'npm start')).rejects.toThrow(/`npm start` already runs on .* \(process \d+\)/);
    await lock.release();
    await (await lockFolder(folder, 'npm run seed')).release();
    expect(await findRunning(folder)).toBeNull();
  });

  it('is free again after a crash, and with a damaged run file', async () => {
    await writeFile(
      folder.runFile,
      JSON.stringify({ instance: 'x', command: 'npm start', pid: process.pid, livePort: 1 }),
    );
    await (await lockFolder(folder, 'npm start')).release();
    await writeFile(folder.runFile, '{"insta');
    await (await lockFolder(folder, 'npm start')).release();
  });

  it('is taken by exactly one of many who come at once', async () => {
    const locks = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, 'npm start')));
    const won = locks.flatMap((lock) => (lock.status === 'fulfilled' ? [lock.value] : []));
    expect(won).toHaveLength(1);
    await won[0]!.release();
  });

  it('is removed with all that we made in it, and nothing else', async () => {
    await localKeys(folder);
    await (await lockFolder(folder, 'npm start')).release();
    await mkdir(join(folder.data, 'dynoxide'), { recursive: true });
    await writeFile(join(folder.path, 'keys.json.0a1b2c3d'), '{}');
    await writeFile(join(folder.path, 'thesis.md'), 'theirs');
    await mkdir(join(folder.path, 'data-of-theirs'));
    expect(await removeLocalData(folder)).toEqual(['data-of-theirs', 'thesis.md']);
    expect((await readdir(folder.path)).sort()).toEqual(['data-of-theirs', 'thesis.md']);
    const own = new LocalFolder(join(folder.path, 'own'));
    await localKeys(own);
    expect(await removeLocalData(own)).toEqual([]);
    expect((await readdir(folder.path)).sort()).toEqual(['data-of-theirs', 'thesis.md']);
  });

  it('of somebody else is left alone by a reset, and a file as well', async () => {
    await mkdir(join(folder.path, 'data'));
    await writeFile(join(folder.path, 'data', 'theirs.csv'), 'theirs');
    expect(await removeLocalData(folder)).toBeNull();
    expect(await readdir(folder.data)).toEqual(['theirs.csv']);
    const file = new LocalFolder(join(folder.data, 'theirs.csv'));
    await expect(removeLocalData(file)).rejects.toThrow(
      /Expected a folder at .*; a file is there. Nothing was removed/,
    );
    expect(await removeLocalData(new LocalFolder(join(folder.path, 'nowhere')))).toBeNull();
  });

  it('keeps the signing keys, readable by their owner only', async () => {
    const keys = await localKeys(folder);
    expect(await localKeys(folder)).toEqual(keys);
    expect((await stat(folder.keysFile)).mode & 0o777).toBe(0o600);
    await writeFile(folder.keysFile, 'nonsense');
    await expect(localKeys(folder)).rejects.toThrow('npm run reset');
  });
});
