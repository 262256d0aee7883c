import { rm, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runCommand } from './command';
import { LocalFailure } from './failure';
import { LocalFolder } from './localFolder';
import { findRunning } from './running';

/** Removes all local data: the tables, the local Cognito's users, the signing keys. */
void runCommand(async () => {
  const { values } = parseArgs({ options: { folder: { type: 'string' } } });
  const folder = new LocalFolder(values.folder);
  const isFolder = await stat(folder.path).then(
    (found) => found.isDirectory(),
    () => null,
  );
  const running = isFolder === true ? await findRunning(folder) : null;
  if (running) {
    throw new LocalFailure(
      `\`${running.command}\` runs on ${folder.path} (process ${running.pid}). Stop it first (Ctrl-C where it runs).`,
    );
  }
  await rm(folder.path, { recursive: true, force: true });
  console.log(
    isFolder === null ? 'There was no local data.' : `Removed ${folder.path}. \`npm start\` makes everything anew.`,
  );
});
