import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFolder, localKeys } from '../../src/local/localFolder';
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

  it('keeps the signing keys, readable by their owner only', async () => {
    const keys = await localKeys(folder);
    expect(await localKeys(folder)).toEqual(keys);
    expect((await stat(folder.keysFile)).mode & 0o777).toBe(0o600);
    await writeFile(folder.keysFile, 'nonsense');
    await expect(localKeys(folder)).rejects.toThrow('npm run reset');
  });
});
