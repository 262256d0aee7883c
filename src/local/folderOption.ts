import { Option } from 'commander';

/** The option that every local command takes, with the variable that says the same for all of them. */
export const FOLDER_OPTION = new Option(
  '--folder <path>',
  'where everything local is kept; FIELDGATE_FOLDER says the same for every command',
).default(process.env.FIELDGATE_FOLDER || '.fieldgate');

export interface FolderOption {
  readonly folder: string;
}
