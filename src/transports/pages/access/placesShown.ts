import type { ShownPlace } from './accessRows';
import { ACCESS_PAGE_PATH } from './accessPage';
import type { RulePlace, RulePlaces } from './RulePlaces';

interface Targets {
  /** SOURCE_URL: where sources can be read, with `{path}` and `{line}` in it; `null` if that is not known. */
  readonly template: string | null;
  /** Files that this server shows itself. */
  readonly served: readonly string[];
}

/** Where one reads the source of a file that this server shows itself; lines are `#L1` and so on. */
export const sourcePath = (path: string): string => `${ACCESS_PAGE_PATH}/source/${path}`;

/** Where each rule is written, as the page shows it: with a link if somebody has said to where, or the server has the file. */
export function placesShown(places: RulePlaces, targets: Targets): (coordinate: string) => ShownPlace | null {
  return (coordinate) => {
    const place = places.of(coordinate);
    return place && { text: `${place.path}:${place.line}`, href: hrefOf(place, targets) };
  };
}

function hrefOf({ path, line }: RulePlace, { template, served }: Targets): string | null {
  if (template !== null) return template.replaceAll('{path}', encodeURI(path)).replaceAll('{line}', String(line));
  return served.includes(path) ? `${sourcePath(path)}#L${line}` : null;
}
