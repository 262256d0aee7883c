import { unboundedScalars } from '../boundedText';
import type { Check, CheckedSchema } from './Check';
import { factProblems } from './factProblems';
import { inputProblems } from './inputProblems';
import { keyProblems } from './keyProblems';
import { listProblems } from './listProblems';
import { nullProblems } from './nullProblems';
import { pathProblems } from './pathProblems';
import { placeProblems } from './placeProblems';
import { roleProblems } from './roleProblems';
import { sharingProblems } from './sharingProblems';

const CHECKS: readonly Check[] = [
  roleProblems,
  placeProblems,
  inputProblems,
  kindProblems,
  nullProblems,
  keyProblems,
  factProblems,
  pathProblems,
  sharingProblems,
  listProblems,
  promiseProblems,
  ({ schema }) => unboundedScalars(schema),
];

/** Everything for which a schema must not start. */
export function modelProblems(checked: CheckedSchema): readonly string[] {
  return CHECKS.flatMap((check) => check(checked));
}

/** A map is as visible as the field that it is in; an item that is kept under a key has a rule of its own. */
function kindProblems({ types }: CheckedSchema): string[] {
  return [...types.values()].flatMap(({ name, kind, rule }) => {
    if (kind === 'embedded' && rule !== null)
      return [`${name}: expected @auth(asParent: true) on an embedded type; put rules on its fields`];
    return kind === 'stored' && rule === null
      ? [`${name}: expected a rule with roles on a stored type, found "as parent"`]
      : [];
  });
}

function promiseProblems({ promises }: CheckedSchema): string[] {
  return [...promises]
    .filter(([, { grants }]) => grants.length === 0)
    .map(([coordinate]) => `${coordinate}: expected what it takes and answers to let in one of its roles`);
}
