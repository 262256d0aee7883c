import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../http/HttpParts';
import { schemaText } from '../schemaText';
import { addStaticFile } from './addPage';

/**
 * `/schema.graphql`: the schema of all roles with its rules, as it is committed. It is no data, but more than a caller learns by
 * introspection; hence a switch of its own (SCHEMA_PAGE), off unless set.
 */
export function addSchemaFile(
  app: FastifyInstance,
  { configuration, api }: Pick<HttpParts, 'configuration' | 'api'>,
): void {
  if (!configuration.SCHEMA_PAGE) return;
  // As plain text: browsers show it, and code generators ask for nothing else.
  addStaticFile(app, { path: '/schema.graphql', mediaType: 'text/plain; charset=utf-8', content: schemaText(api) });
}
