import type { GraphQLResolveInfo } from 'graphql';
import type { Caller } from '../../src/identity/Caller';
import { compileModel } from '../../src/model/checks/compileModel';
import type { Entity } from '../../src/model/Model';
import type { Context } from '../../src/response/Context';
import { guardSchema } from '../../src/response/guard';
import type { Item } from '../../src/storage/requests';
import { access } from '../access/principals';
import { annotated, type Notes } from '../model/annotated';
import type { ServedApi } from '../projection/apiUnderTest';
import { run } from '../projection/runOnFakeStore';
import { EXECUTORS } from '../support/executors';

/** By coordinate. */
export type Resolvers = Readonly<
  Record<string, (source: Entity, args: { id: string }, context: Context, info: GraphQLResolveInfo) => unknown>
>;

/** A schema as it is served: compiled, guarded, with these resolvers. */
export function smallApi(sdl: string, notes: Notes, resolvers: Resolvers): ServedApi {
  const schema = annotated(sdl, notes);
  const model = compileModel(schema, access);
  for (const [coordinate, resolve] of Object.entries(resolvers)) {
    const [typeName = '', name = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    const field = type && 'getFields' in type ? type.getFields()[name] : undefined;
    if (!field || !('resolve' in field)) throw new Error(`no ${coordinate}`);
    field.resolve = resolve as NonNullable<typeof field.resolve>;
  }
  return { schema, model, guarded: guardSchema(schema, model), sdl };
}

export interface Who {
  readonly roles: readonly string[];
  readonly subject: string;
  readonly tenants?: readonly string[];
  readonly visit?: string;
}

export interface Answered {
  readonly data: Readonly<Record<string, unknown>>;
  /** Of each request to the store, beside keys. */
  readonly attributes: readonly (readonly string[])[];
}

/** Asks through both executors, which must agree in what they answer without an error, and in what they ask the store for. */
export async function askBoth(
  api: ServedApi,
  items: readonly Item[],
  query: string,
  { roles, subject, tenants = [], visit }: Who,
): Promise<Answered> {
  const caller: Caller = {
    roles,
    subject,
    email: null,
    signIn: null,
    hasSecondFactor: true,
    device: null,
    guestSession: null,
    visit: visit === undefined ? null : { tenant: visit, serial: 1 },
  };
  const source = { tenantsOf: () => Promise.resolve(new Set(tenants)), isCurrent: () => Promise.resolve(true) };
  const asks = { caller, source, tenants: new Set(tenants), isVisitCurrent: true };
  const [plain, levels] = await Promise.all(
    [EXECUTORS['graphql-js'], EXECUTORS.levels].map(async (execute): Promise<Answered> => {
      const { result, requests } = await run(execute, api, { items }, asks, query);
      expect(result.errors).toBeUndefined();
      return {
        data: JSON.parse(JSON.stringify(result.data)) as Answered['data'],
        attributes: requests.map(({ attributes }) => attributes.filter((name) => name !== 'pk' && name !== 'sk')),
      };
    }),
  );
  expect(levels).toEqual(plain);
  return plain!;
}
