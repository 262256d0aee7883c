import type { FastifyInstance } from 'fastify';
import type { PageParts } from './page/PageParts';
import { schemaText } from '../../compose/schemaText';
import { addStaticFile } from './page/addPage';

/**
 * `/schema.graphql`: the schema of all roles with its rules, as it is committed. It is no data, but more than a caller learns by
 * introspection; hence a switch of its own (SCHEMA_PAGE), off unless set.
 */
export function addSchemaFile(app: FastifyInstance, { configuration, api }: PageParts): void {
  if (!configuration.SCHEMA_PAGE) return;
  addStaticFile(app, '/schema.graphql', () => schemaText(api));
}
