import 'reflect-metadata';
import { readCommandLine } from '../commandLine/commandLine';
import { runCommand } from './command';
import { LocalFailure } from './failure';
import { FOLDER_OPTION, type FolderOption } from './folderOption';
import { LocalFolder, removeLocalData } from './localFolder';
import { findRunning } from './running';

/** Removes all local data: the tables, the local Cognito's users, the signing keys. Nothing that somebody else put into the folder. */
void runCommand(async () => {
  const { values } = readCommandLine<FolderOption>({
    usage: 'npm run reset --',
    about: 'Removes all local data: tables, local users, signing keys. Whatever else is in the folder is left there.',
    options: [FOLDER_OPTION],
    examples: [['npm run reset', 'forgets everything; `npm start` makes it anew']],
  });
  const folder = new LocalFolder(values.folder);
  const running = await findRunning(folder);
  if (running) {
    throw new LocalFailure(
      `\`${running.command}\` runs on ${folder.path} (process ${running.pid}). Stop it first (Ctrl-C where it runs).`,
    );
  }
  console.log(saidOf(folder, await removeLocalData(folder)));
});

function saidOf({ path }: LocalFolder, left: readonly string[] | null): string {
  if (left === null) return `There was no local data in ${path}.`;
  if (left.length === 0) return `Removed ${path}. \`npm start\` makes everything anew.`;
  return `Removed the local data in ${path}, and left what is not ours: ${left.join(', ')}. \`npm start\` makes everything anew.`;
}
