import { basename, dirname, resolve, sep } from 'node:path';

/** Of the sources, or of what was built from them; packages stand in the latter's parent. */
const BASE = resolve(__dirname, '../..');
const PROJECT = (basename(BASE) === 'dist' ? dirname(BASE) : BASE) + sep;

/** A file with line and column, relative to the project, whose folder is nobody's business; `null` for one that is neither ours nor node's. */
export function placeInCode(place: string): string | null {
  if (place.startsWith('node:')) return place;
  const path = place.replace(/^file:\/\//, '');
  return path.startsWith(PROJECT) ? path.slice(PROJECT.length) : null;
}
