import type { Configuration } from '../../configuration/configuration';
import type { DocumentLimits } from './documentLimits';
import type { PerRole } from '../../configuration/perRole';

/** What one operation may be, from the configuration. */
export interface OperationLimits {
  readonly documentLimits: DocumentLimits;
  readonly maxCost: PerRole;
  readonly mayIntrospect: (roles: readonly string[]) => boolean;
}

export function operationLimits(configuration: Configuration): OperationLimits {
  return {
    documentLimits: {
      tokens: configuration.MAX_DOCUMENT_TOKENS,
      depth: configuration.MAX_DEPTH,
      aliases: configuration.MAX_ALIASES,
      directives: configuration.MAX_DIRECTIVES,
      fields: configuration.MAX_FIELDS,
      recursion: configuration.MAX_RECURSION,
      text: configuration.MAX_TEXT_LENGTH,
    },
    maxCost: configuration.MAX_QUERY_COST,
    mayIntrospect: (roles) => roles.some((role) => configuration.INTROSPECTION.includes(role)),
  };
}
