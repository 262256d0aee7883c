export function usedSchemaDigest(sdl: string, documents: readonly string[]): string;
