import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import type { Api } from './api';
import { documentedSchema } from './documentedSchema';

/** The whole schema as SDL, in alphabetical order: descriptions, directives, and who may see what. */
export function schemaText(api: Pick<Api, 'schema' | 'model'>): string {
  return `${printSchemaWithDirectives(lexicographicSortSchema(documentedSchema(api)))}\n`;
}
