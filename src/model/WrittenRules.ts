import {
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { getOrInsert } from '../maps/getOrInsert';
import type { AccessConfiguration } from '../access/AccessConfiguration';
import { readAuth, type Written } from './authDirective';
import { readBack } from './readBack';

/** A type, a field of it, or an argument of that field. */
export type Place = readonly [typeName: string, fieldName?: string, argument?: string];

/** The rules as the printed SDL has them, by place. */
export class WrittenRules {
  /** What was found that cannot be read, one line each. */
  readonly problems: string[];
  private readonly written: GraphQLSchema;
  private readonly known = new Map<string, Written>();

  constructor(
    schema: GraphQLSchema,
    private readonly access: AccessConfiguration,
  ) {
    const { schema: written, problems } = readBack(schema);
    this.written = written;
    this.problems = [...problems];
  }

  /** What is written there, as far as it can be read; a problem for the rest. Read once: many checks ask for the same places. */
  at(...place: Place): Written {
    const coordinate = coordinateOf(...place);
    return getOrInsert(this.known, coordinate, () =>
      readAuth(this.directivesAt(...place), this.access, (problem) => this.problems.push(`${coordinate}: ${problem}`)),
    );
  }

  /** Equal for two places if and only if the same is written there. */
  textAt(...place: Place): string {
    const written = this.at(...place);
    if (written.kind !== 'rule') return written.kind;
    const { grants, needsSecondFactor = false, absentWhen = null } = written.rule;
    return JSON.stringify([grants.map(({ role, condition }) => [role, condition.name]), needsSecondFactor, absentWhen]);
  }

  private directivesAt(...[typeName, fieldName, argument]: Place): readonly ConstDirectiveNode[] {
    const type = this.written.getType(typeName);
    const field = fieldName === undefined ? undefined : fieldIn(type, fieldName);
    const place = fieldName === undefined ? type : argument === undefined ? field : argumentIn(field, argument);
    return place?.astNode?.directives ?? [];
  }
}

/** Such as `Type`, `Type.field` or `Type.field(argument:)`. */
export function coordinateOf(...[typeName, fieldName, argument]: Place): string {
  const field = fieldName === undefined ? '' : `.${fieldName}`;
  return typeName + field + (argument === undefined ? '' : `(${argument}:)`);
}

function fieldIn(type: GraphQLNamedType | undefined, name: string) {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? type.getFields()[name] : undefined;
}

function argumentIn(field: ReturnType<typeof fieldIn>, name: string) {
  return field && 'args' in field ? field.args.find((argument) => argument.name === name) : undefined;
}
