import ts from 'typescript';
import { sourceFiles } from '../../structure/sourceFiles';
import { pumped, type PumpedText } from './pumpedTexts';

/** A regular expression of the sources, and where it stands. */
export interface Pattern {
  readonly place: string;
  readonly pattern: RegExp;
}

/** Every one that is written in these folders. */
export function patternsIn(...folders: readonly string[]): Pattern[] {
  return folders.flatMap((folder) => sourceFiles(folder)).flatMap(({ path, text }) => patternsOf(path, text));
}

function patternsOf(path: string, text: string): Pattern[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push({ place: `${path}:${line + 1}`, pattern: patternOf(node.text) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function patternOf(literal: string): RegExp {
  const end = literal.lastIndexOf('/');
  return new RegExp(literal.slice(1, end), literal.slice(end + 1));
}

/** A pattern's own words, pumped: what it begins with again and again is where an unanchored one starts again and again. */
export function textsFor({ pattern }: Pattern): PumpedText[] {
  const words = pattern.source.match(/(?:[\w "':;,/@#!<>=-]|\\[.*+?()[\]{}|/$^\\-])+/g) ?? [];
  const units = new Set(words.map((word) => word.replace(/\\(.)/g, '$1')));
  return [...units].flatMap((unit) => [pumped(unit, unit, { last: '\u0000' }), pumped(unit, `${unit} a`)]);
}
