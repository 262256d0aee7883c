import { VARIABLES, type VariableName } from '../configuration/variables';

/** The variables of the environment that a command reads, with what they take; nothing where it reads none. */
export function variablesHelp(names: readonly VariableName[]): string {
  if (names.length === 0) return '';
  const width = Math.max(...names.map(({ length }) => length));
  const lines = names.map((name) => {
    const { expected, fallback }: { readonly expected: string; readonly fallback?: string } = VARIABLES[name];
    const otherwise = fallback === undefined || fallback === '' ? '' : ` (default: ${fallback})`;
    return `  ${name.padEnd(width)}  ${expected}${otherwise}`;
  });
  return ['\n\nVariables:', ...lines].join('\n');
}
