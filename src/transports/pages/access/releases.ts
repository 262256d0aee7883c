import type { AccessLine } from '../../../model/accessLines';

/** The access table of a release, as it is kept in the repository. */
export interface ReleasedAccess {
  readonly release: string;
  /** By coordinate; what is empty is left out. */
  readonly lines: Readonly<Record<string, ReleasedLine>>;
}

interface ReleasedLine {
  readonly access: Readonly<Record<string, string>>;
  readonly secondFactor?: boolean;
  readonly attributes?: readonly string[];
}

/** A line beside what it was in the last release: nothing where it is new, itself where nothing has changed. */
export interface ComparedLine {
  readonly coordinate: string;
  readonly typeName: string;
  readonly now: AccessLine | null;
  readonly change: 'added' | 'changed' | 'removed' | null;
  readonly was: ReleasedLine | null;
}

/** The file of a release: one line a coordinate, for review as a diff. */
export function releaseFile(release: string, lines: readonly AccessLine[]): string {
  const written = lines.map((line) => `    ${JSON.stringify(line.coordinate)}: ${JSON.stringify(released(line))}`);
  return `{\n  "release": ${JSON.stringify(release)},\n  "lines": {\n${written.join(',\n')}\n  }\n}\n`;
}

/** Every line of now, then those that are gone. */
export function compareWithRelease(
  lines: readonly AccessLine[],
  { lines: before }: Pick<ReleasedAccess, 'lines'>,
): ComparedLine[] {
  const coordinates = new Set(lines.map(({ coordinate }) => coordinate));
  const gone = Object.entries(before).filter(([coordinate]) => !coordinates.has(coordinate));
  return [
    ...lines.map((line) => compareLine(line, before[line.coordinate] ?? null)),
    ...gone.map(([coordinate, was]) => ({
      coordinate,
      typeName: coordinate.split('.')[0] ?? '',
      now: null,
      change: 'removed' as const,
      was,
    })),
  ];
}

function compareLine(now: AccessLine, was: ReleasedLine | null): ComparedLine {
  const change = was ? (differs(released(now), was) ? 'changed' : null) : 'added';
  return { coordinate: now.coordinate, typeName: now.typeName, now, change, was };
}

function released({ cells, needsSecondFactor, attributes }: AccessLine): ReleasedLine {
  return {
    access: Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== '')),
    ...(needsSecondFactor && { secondFactor: true }),
    ...(attributes.length > 0 && { attributes }),
  };
}

function differs(now: ReleasedLine, was: ReleasedLine): boolean {
  const roles = [...Object.keys(now.access), ...Object.keys(was.access)];
  return (
    roles.some((role) => now.access[role] !== was.access[role]) ||
    (now.secondFactor ?? false) !== (was.secondFactor ?? false) ||
    (now.attributes ?? []).join() !== (was.attributes ?? []).join()
  );
}
