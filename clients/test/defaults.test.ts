import { EventEmitter, on } from 'node:events';
import type { ApiUnderTest } from '../../test/support/ApiUnderTest';
import { ADVANCE, freshKey, placed, placeInput, shopNode } from '../../test/support/ordering';
import type { PlaceOrderInput } from '../generated/operations/graphql';
import { apollo } from './defaults/apollo';
import type { Library } from './defaults/ByDefault';
import { codegen } from './defaults/codegen';
import { graphqlRequest } from './defaults/graphqlRequest';
import { relay } from './defaults/relay';
import { graphqlSse, graphqlWs } from './defaults/sockets';
import { tada } from './defaults/tada';
import { urql } from './defaults/urql';
import { ORDERS, startApi } from './page';

/*
 * Each library by its defaults against the real API. What one needs beyond them stands in the table of README.md, and in its file here.
 */

const LIBRARIES: Readonly<Record<string, Library>> = {
  'Apollo Client 4': apollo,
  urql,
  Relay: relay,
  'graphql-request': graphqlRequest,
  'gql.tada': tada,
  'GraphQL Code Generator': codegen,
  'graphql-ws': graphqlWs,
  'graphql-sse': graphqlSse,
};
const ALPHA = shopNode('alpha');
const MASK = { 'x-on-denied': 'mask' };

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
  await api.withStream();
});
afterAll(async () => api.close());

describe.each(Object.entries(LIBRARIES))('%s', (_, { make, follow, besideErrors }) => {
  if (make) {
    const asCustomer = async (more = {}) => make(api.url, { ...(await api.customer1()), ...more });

    it('a query with a token', async () => {
      expect(await (await asCustomer()).roles()).toEqual(['CUSTOMER']);
    });

    it(`a denied field is told in errors: the data beside them are ${String(besideErrors)}`, async () => {
      const register = (await asCustomer()).register(ALPHA);
      if (besideErrors === 'kept') expect(await register).toMatchObject({ name: 'name of alpha', taxId: null });
      else await expect(register).rejects.toThrow(/Shop\.taxId|taxId/);
    });

    it('a denied field with x-on-denied: mask is null beside the others', async () => {
      expect(await (await asCustomer(MASK)).register(ALPHA)).toMatchObject({ name: 'name of alpha', taxId: null });
    });

    it('a mutation', async () => {
      const input = placeInput({ idempotencyKey: freshKey() }) as PlaceOrderInput;
      expect(await (await asCustomer(await api.visit('alpha'))).place(input)).toBe('PENDING');
    });

    it('a list, page by page', async () => {
      const numbers = await make(api.url, await api.ownerA()).numbers(ALPHA);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(numbers.slice(-ORDERS)).toEqual(Array.from({ length: ORDERS }, (__, index) => `number-${ORDERS - index}`));
    });
  }

  if (follow)
    it('a subscription', async () => {
      const customer = await api.customer1();
      const orderId = await placed(api, customer);
      const events = new EventEmitter();
      const statuses = on(events, 'status');
      const stop = follow(api.url, customer)(orderId, (status) => events.emit('status', status));
      expect((await statuses.next()).value).toEqual(['PENDING']);
      await api.execute(ADVANCE, await api.ownerA(), { input: { orderId, to: 'ACCEPTED' } });
      expect((await statuses.next()).value).toEqual(['ACCEPTED']);
      stop();
    });
});
