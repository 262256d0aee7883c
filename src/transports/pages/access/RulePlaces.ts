import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../configuration/projectFolder';

/** Where a rule is written. */
export interface RulePlace {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly line: number;
}

/** Where the rules are written, as the build found them in the sources. */
export class RulePlaces {
  private readonly places: ReadonlyMap<string, string>;

  /** Schema coordinate → `path:line`, for whatever has a rule of its own. */
  constructor(places: Readonly<Record<string, string>>) {
    this.places = new Map(Object.entries(places));
  }

  /** What `npm run build` has written. Throws where it has not. */
  static ofBuild(): RulePlaces {
    const file = join(projectFolder(), 'dist', 'rule-places.json');
    if (!existsSync(file))
      throw new Error(`expected the places of the rules in ${file}, which is not there: run \`npm run build\``);
    return new RulePlaces(JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>);
  }

  /** Of what has no rule of its own, the place of the rule that holds for it: its field's or its type's. `null` if there is none. */
  of(coordinate: string): RulePlace | null {
    const [field = ''] = coordinate.split('(');
    const [type = ''] = field.split('.');
    const place = this.places.get(coordinate) ?? this.places.get(field) ?? this.places.get(type);
    const [path, line] = place?.split(':') ?? [];
    return path === undefined ? null : { path, line: Number(line) };
  }

  /** The files with a rule in them. */
  paths(): string[] {
    return [...new Set([...this.places.values()].map((place) => place.split(':')[0] ?? ''))].sort();
  }
}
