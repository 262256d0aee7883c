import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  findBreakingChanges,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type BreakingChange,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { readCommandLine } from '../src/commandLine/commandLine';
import { runTool } from '../src/commandLine/runTool';

const RELEASES = 'schema/releases';
/** When a deprecated part goes; graphql-eslint's `require-deprecation-date` asks for the same word. */
const DELETION_DATE = /deletionDate: (\d{4}-\d{2}-\d{2})/;

const COMMAND = {
  usage: 'npm run check:breaking --',
  about:
    'Says what of the last released schema clients would miss, and ends with 1 if there is anything; what was announced with a date that has passed may go.',
  examples: [['npm run check:breaking', 'compares schema/schema.graphql with the last folder of schema/releases']],
} as const;

function main(): void {
  readCommandLine(COMMAND);
  const release = lastRelease();
  const before = schemaIn(join(RELEASES, release, 'schema.graphql'));
  const breaking = unannounced(before, schemaIn('schema/schema.graphql'), new Date());
  if (breaking.length === 0) return;
  const lines = breaking.map(({ description }) => `  - ${description}`).join('\n');
  process.stderr.write(
    `This breaks clients of release ${release}:\n${lines}\n` +
      'Keep it, deprecate it ("… deletionDate: 2027-01-31") and release that first, or release a new major version.\n',
  );
  process.exitCode = 1;
}

/** The breaking changes, but for the removal of what the release itself had announced for a day that is over. */
export function unannounced(before: GraphQLSchema, after: GraphQLSchema, now: Date): BreakingChange[] {
  const announced = announcedFor(before, now);
  return findBreakingChanges(before, after).filter(({ type, description }) => {
    const isRemoval = type.includes('REMOVED');
    return !(isRemoval && announced.has(coordinateIn(description)));
  });
}

/** graphql-js tells of `Type.field`, and of `VALUE … from enum type Type`. */
function coordinateIn(description: string): string {
  const [, value, type] = /^(\w+) was removed from enum type (\w+)/.exec(description) ?? [];
  if (value !== undefined && type !== undefined) return `${type}.${value}`;
  return /\b\w+\.\w+/.exec(description)?.[0] ?? '';
}

function announcedFor(schema: GraphQLSchema, now: Date): Set<string> {
  const announced = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    for (const { name, deprecationReason } of membersOf(type)) {
      const [, day] = DELETION_DATE.exec(deprecationReason ?? '') ?? [];
      if (day !== undefined && new Date(day) <= now) announced.add(`${type.name}.${name}`);
    }
  }
  return announced;
}

interface Member {
  readonly name: string;
  readonly deprecationReason?: string | null | undefined;
}

function membersOf(type: GraphQLNamedType): readonly Member[] {
  if (isEnumType(type)) return type.getValues();
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
    ? Object.values<Member>(type.getFields())
    : [];
}

function lastRelease(): string {
  const [last] = readdirSync(RELEASES).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  if (last === undefined) throw new Error(`expected a folder for each release in ${RELEASES}`);
  return last;
}

function schemaIn(path: string): GraphQLSchema {
  return buildSchema(readFileSync(join(process.cwd(), path), 'utf8'));
}

if (require.main === module) runTool(main);
