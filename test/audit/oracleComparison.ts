import * as fc from 'fast-check';
import type { CedarOracle } from './CedarOracle';
import { cellsOf, decideCell, type Effect, type OracleCell, type RulesOfFields } from './modelDecisions';
import { scenes } from './OracleScene';

/** A cell on which rules and policies say different things. */
export interface Difference {
  readonly coordinate: string;
  readonly rules: Effect;
  readonly policies: Effect;
  readonly scene: unknown;
}

/** Cells with what Cedar decides of each. */
export interface JudgedCell extends OracleCell {
  readonly judged: Effect;
}

/** The same cells for the same seed. */
export async function sampleCells(
  coordinates: readonly string[],
  numRuns: number,
  seed: number,
): Promise<OracleCell[]> {
  return cellsOf(fc.sample(scenes(coordinates), { numRuns, seed }));
}

export function judge(cells: readonly OracleCell[], oracle: CedarOracle): JudgedCell[] {
  return cells.map((cell) => ({ ...cell, judged: oracle.decide(cell.scene, cell.coordinate) }));
}

/** Where the rules decide otherwise than Cedar did; a decision that is left open differs, too. */
export function differences(cells: readonly JudgedCell[], rules: RulesOfFields): Difference[] {
  return cells.flatMap(({ judged, ...cell }) => {
    const effect = decideCell(rules.get(cell.coordinate) ?? [], cell);
    if (effect === judged) return [];
    const { coordinates: _others, ...scene } = cell.scene;
    return [{ coordinate: cell.coordinate, rules: effect, policies: judged, scene }];
  });
}

/** The fields on which they differ, in alphabetical order. */
export function fieldsThatDiffer(found: readonly Difference[]): string[] {
  return [...new Set(found.map(({ coordinate }) => coordinate))].sort();
}
