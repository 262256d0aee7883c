import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mediaTypeOf } from '../page/mediaTypes';

/** A file of the explorer's own, at `/explore/<name>`. */
export interface ExplorerFile {
  readonly name: string;
  readonly path: string;
  readonly mediaType: string;
  /** Its name changes with its content. */
  readonly isImmutable: boolean;
}

/** A frame in which scripts of the user's would be evaluated: this explorer runs none. */
const SCRIPT_FRAME = 'iframe-sandbox/';

/** The package's own code is not loaded for this: it would take half a second. Where no explorer is wanted, it need not be there. */
const packageFile = () => require.resolve('altair-static/package.json');
const folderOf = (file: string) => join(dirname(file), 'build', 'dist');

/** Altair's page, in which its other files are named relative to `<base>`. */
export function explorerPage(): string {
  return readFileSync(join(folderOf(packageFile()), 'index.html'), 'utf8');
}

/** Every file that is served beside the page: a list that is made once, so that no request can name another one. */
export function explorerFiles(): ExplorerFile[] {
  const folder = folderOf(packageFile());
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: path.slice(folder.length + 1).replaceAll('\\', '/') }))
    .filter(({ name }) => !name.startsWith(SCRIPT_FRAME))
    .flatMap(({ path, name }) => {
      const mediaType = mediaTypeOf(name);
      return mediaType === undefined ? [] : [{ name, path, mediaType, isImmutable: /-[A-Z0-9]{8}\.js$/.test(name) }];
    });
}
