import { VARIABLES } from '../configuration';

/** The variables of the environment that a command reads, with what they take; nothing where it reads none. */
export function variablesHelp(names: readonly string[]): string {
  if (names.length === 0) return '';
  const known = new Map(Object.entries(VARIABLES));
  const lines = names.map((name) => {
    const { expected = '', fallback } = known.get(name) ?? {};
    const otherwise = fallback === undefined || fallback === '' ? '' : ` (default: ${fallback})`;
    return `  ${name}  ${expected}${otherwise}`;
  });
  return ['\n\nVariables:', ...lines].join('\n');
}
