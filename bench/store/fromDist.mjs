// What Fieldgate was compiled to: the bench uses its engine and its demo data, never its sources.
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export async function fromDist(path) {
  return import(new URL(`../../dist/${path}`, import.meta.url));
}
