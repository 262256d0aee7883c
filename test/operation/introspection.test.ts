import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isInputObjectType,
  isObjectType,
  printSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { buildApi } from '../../src/compose/api';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld } from '../support/world';
import { ALPHA } from '../abuse/scene';

const { model, schema: whole } = buildApi();
const ROLES = ['GUEST', 'CUSTOMER', 'SHOP_OWNER', 'PLATFORM_ADMIN'];

let api: ApiUnderTest;
let callers: Record<string, RequestHeaders>;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  callers = {
    GUEST: {},
    CUSTOMER: await api.customer1(),
    SHOP_OWNER: await api.ownerA(),
    PLATFORM_ADMIN: await api.admin(),
    'CUSTOMER,SHOP_OWNER': await api.signedIn('both', 'customers', 'shop-owners'),
  };
});
afterAll(async () => api.close());

async function introspect(roles: string): Promise<GraphQLSchema> {
  const { body } = await api.execute(getIntrospectionQuery({ inputValueDeprecation: true }), callers[roles]);
  return buildClientSchema(body.data as IntrospectionQuery);
}

/** `Type.field` of every object type, from the rules alone: some grant of one of the roles, in every rule that counts. */
function expectedFields(roles: readonly string[]): string[] {
  return [...model.types.values()].flatMap(({ fields }) =>
    [...fields.values()]
      .filter(({ rules }) => rules.every(({ grants }) => grants.some(({ role }) => roles.includes(role))))
      .map(({ coordinate }) => coordinate),
  );
}

function fieldsOf(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => (isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`) : []));
}

function leadsToHidden(coordinate: string, roles: readonly string[]): boolean {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = whole.getType(typeName);
  if (!isObjectType(type)) return false;
  const rule = model.types.get(getNamedType(type.getFields()[fieldName]!.type).name)?.rule;
  return rule !== null && rule !== undefined && !rule.grants.some(({ role }) => roles.includes(role));
}

/** A value type is as visible as what leads to it. */
function isUnreached(coordinate: string, told: readonly string[]): boolean {
  const [typeName = ''] = coordinate.split('.');
  if (model.types.get(typeName)?.kind === 'root') return false;
  return !Object.values(whole.getTypeMap()).some(
    (type) =>
      isObjectType(type) &&
      Object.values(type.getFields()).some(
        (field) => getNamedType(field.type).name === typeName && told.includes(`${type.name}.${field.name}`),
      ),
  );
}

describe('Introspection: what a caller could never see is not there', () => {
  it.each([...ROLES, 'CUSTOMER,SHOP_OWNER'])(
    '%s: the fields of the access matrix that can be reached, and nothing more',
    async (name) => {
      const roles = name.split(',');
      const told = fieldsOf(await introspect(name));
      const expected = expectedFields(roles);
      expect(told.filter((field) => !expected.includes(field))).toEqual([]);
      // Missing are fields of which nothing could ever be seen: those that lead to a hidden type only, or from nothing visible.
      const missing = expected.filter((field) => !told.includes(field));
      expect(missing.filter((field) => !leadsToHidden(field, roles) && !isUnreached(field, told))).toEqual([]);
    },
  );

  it('a guest’s schema names no administrator’s type, no other role, and no rule', async () => {
    const sdl = printSchema(await introspect('GUEST'));
    expect(sdl).not.toMatch(/PlatformStatistics|CategoryOrders|DailyOrders/);
    expect(sdl).not.toMatch(/SHOP_OWNER|PLATFORM_ADMIN|CUSTOMER\b/);
    expect(sdl).not.toMatch(/@auth|taxId|payoutIban|costPrice|internalNote|Supplier|UpdateShopInput/);
    expect(sdl).toMatch(/type Shop implements Node/);
  });

  it('an administrator’s schema names no shop', async () => {
    const schema = await introspect('PLATFORM_ADMIN');
    expect(schema.getType('PlatformStatistics')).toBeDefined();
    expect(['Shop', 'Order', 'Product', 'Customer'].filter((name) => schema.getType(name))).toEqual([]);
    const names = await api.execute('{ __type(name: "Node") { possibleTypes { name } } }', callers.PLATFORM_ADMIN);
    expect(JSON.stringify(names.body)).not.toMatch(/Shop|Order|Product|Customer/);
  });

  it('what may be written is told to whoever may write it', async () => {
    const inputs = (schema: GraphQLSchema) =>
      Object.values(schema.getTypeMap())
        .filter((type) => isInputObjectType(type))
        .map(({ name }) => name);
    expect(inputs(await introspect('GUEST'))).toContain('PlaceOrderInput');
    expect(inputs(await introspect('GUEST'))).not.toContain('CreateProductInput');
    expect(inputs(await introspect('SHOP_OWNER'))).toContain('CreateProductInput');
  });

  it('__type of what is hidden is null, as of what does not exist', async () => {
    const query = 'query ($name: String!) { __type(name: $name) { name } }';
    const [hidden, missing] = [
      await api.execute(query, {}, { name: 'PlatformStatistics' }),
      await api.execute(query, {}, { name: 'Nonexistent' }),
    ];
    expect(hidden.text).toBe(missing.text);
  });
});

describe('Introspection: execution is unaffected', () => {
  it('a field that is not told of is denied as ever, also beside introspection', async () => {
    const query = `query ($id: ID!, $name: String!) { shop(id: $id) { name taxId } __type(name: $name) { name } ...More } fragment More on Query { again: __schema { queryType { name } } viewer { roles } }`;
    const { body } = await api.execute(query, callers.CUSTOMER, { id: ALPHA, name: 'Shop' });
    expect(body.data).toEqual({
      shop: { name: 'name of alpha', taxId: null },
      __type: { name: 'Shop' },
      again: { queryType: { name: 'Query' } },
      viewer: { roles: ['CUSTOMER'] },
    });
    expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', coordinate: 'Shop.taxId' } }]);
  });

  it('@skip and @include count for it, too', async () => {
    const query = `query ($yes: Boolean!) { __schema @skip(if: $yes) { queryType { name } } viewer { roles } }`;
    const { body } = await api.execute(query, callers.CUSTOMER, { yes: true });
    expect(body).toEqual({ data: { viewer: { roles: ['CUSTOMER'] } } });
  });

  it('a variable of a type that the caller is not told of may stand beside it, also in a fragment', async () => {
    const query = `query ($id: ID!, $from: Date) { shop(id: $id) { ...S } __type(name: "Shop") { name } } fragment S on Shop { name ...Sales } fragment Sales on Shop { sales(from: $from) { orderCount } }`;
    const { body } = await api.execute(query, callers.CUSTOMER, { id: ALPHA, from: '2026-01-01' });
    expect(body.data).toEqual({ shop: { name: 'name of alpha', sales: null }, __type: { name: 'Shop' } });
    expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', coordinate: 'Shop.sales' } }]);
  });

  it('bad variables are refused, whichever part takes them', async () => {
    const query = `query ($id: ID!, $name: String!) { shop(id: $id) { name } __type(name: $name) { name } }`;
    for (const variables of [{ id: ALPHA }, { name: 'Shop' }, { id: {}, name: 'Shop' }]) {
      const { status, body } = await api.execute(query, callers.CUSTOMER, variables);
      expect([status, body.data, body.errors[0].extensions.code]).toEqual([400, undefined, 'BAD_USER_INPUT']);
    }
  });
});
