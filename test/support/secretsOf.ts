const SECRET_HEADERS = ['authorization', 'cookie', 'x-visit-token'];
/** Shorter texts, and the words of enums, stand in innocent places, too. */
const MIN_LENGTH = 8;
const ENUM_WORD = /^[A-Z_]+$/;

/** The texts of a request that may stand in no log: credentials, and the values of variables at any depth. */
export function secretsOf(headers: Readonly<Record<string, string>>, variables: unknown): string[] {
  const credentials = SECRET_HEADERS.flatMap((name) => headers[name]?.split(/[ =;]+/) ?? []);
  return [...credentials, ...textsIn(variables)].filter((text) => text.length >= MIN_LENGTH && !isInnocent(text));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function isInnocent(text: string): boolean {
  return ENUM_WORD.test(text) || text === 'Bearer';
}
