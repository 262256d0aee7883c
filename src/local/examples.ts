import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../configuration/projectFolder';
import type { ExampleDocument, FirstComparison } from '../transports/pages/page/ExplorerContent';

/** One field for everybody, one for the owner. */
export const FIRST_COMPARISON: FirstComparison = {
  query: `{
  shop(id: "U2hvcDpoYXJib3VyLWJpc3Rybw") {
    name
    taxId
  }
}`,
  callers: ['guest', 'owner1'],
};

/** Stands in the examples for the id of an order that is there. */
const NEWEST_ORDER = 'NEWEST_ORDER';

/**
 * Operations to begin with, in the order of their files. The first line of each is a comment: its title. Where there is no order yet, its
 * place keeps its name: then whoever sends that example is told that there is no such order.
 */
export async function readExamples(
  newestOrder: string | null,
  folder = join(projectFolder(), 'examples'),
): Promise<ExampleDocument[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(
    files.map(async (name) => {
      const written = await readFile(join(folder, name), 'utf8');
      const document = written.replaceAll(`"${NEWEST_ORDER}"`, JSON.stringify(newestOrder ?? NEWEST_ORDER));
      return { title: /^# (.*)/.exec(document)?.[1] ?? name, document };
    }),
  );
}
