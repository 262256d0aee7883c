import { entryOf } from '../access/entryOf';

/** What is asked for under one name is asked once; one that failed is asked for again by whoever comes later. */
export async function once<T>(known: Map<string, Promise<T>>, name: string, ask: () => Promise<T>): Promise<T> {
  return entryOf(known, name, () => {
    const asked = ask();
    asked.catch(() => {
      if (known.get(name) === asked) known.delete(name);
    });
    return asked;
  });
}
