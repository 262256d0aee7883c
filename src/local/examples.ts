import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExampleDocument } from '../server/explorer/ExplorerContent';

/** Operations to begin with, in the order of their files. The first line of each is a comment: its title. */
export async function readExamples(folder = 'examples'): Promise<ExampleDocument[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(
    files.map(async (name) => {
      const document = await readFile(join(folder, name), 'utf8');
      return { title: /^# (.*)/.exec(document)?.[1] ?? name, document };
    }),
  );
}
