import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Difference } from '../../src/local/differences';
import { recountTable } from '../../src/local/recountTable';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { orderingWorld, PATIENT } from '../support/ordering';
import { TableBeside } from '../support/TableBeside';
import type { WorldItem } from '../support/world';
import { GlobalTable, type Region } from './GlobalTable';

/** What both regions must have the same, so that each takes the other's tokens. */
const SHARED = [
  ...['GUEST_SESSION_KEYS', 'VISIT_TOKEN_KEYS', 'CURSOR_KEYS', 'SIGN_IN_KEYS'],
  ...['COGNITO_ISSUER', 'COGNITO_JWKS_URI'],
] as const;

/** Shops `alpha` and `beta`, with figures that are right: nothing was ordered yet. */
export const world = (stock = 1000): WorldItem[] => orderingWorld({ stock, products: 2 });

/** The API in two regions, each with a real table of its own, and a global table's replication between these. */
export class TwoRegions {
  /** The region that was asked last. */
  asked: Region = 'east';

  private constructor(
    private readonly apis: Readonly<Record<Region, ApiUnderTest>>,
    readonly table: GlobalTable,
  ) {}

  static async start(): Promise<TwoRegions> {
    const east = await ApiUnderTest.start([], PATIENT);
    const shared = Object.fromEntries(SHARED.map((name) => [name, east.environment[name] ?? '']));
    const west = await ApiUnderTest.start([], { ...PATIENT, ...shared });
    const names = { east: east.environment.TABLE_NAME ?? '', west: west.environment.TABLE_NAME ?? '' };
    return new TwoRegions({ east, west }, new GlobalTable(names));
  }

  /** Of either region: its tokens are good in both. */
  get callers(): ApiUnderTest {
    return this.apis.east;
  }

  /** Asks the API of a region; what it has written is under way then. */
  async ask(region: Region, query: string, headers: RequestHeaders, input?: object): Promise<GraphQLAnswer> {
    this.asked = region;
    const variables = input && { input };
    return this.table.writing(region, async () => this.apis[region].execute(query, headers, variables));
  }

  /** What `npm run verify` finds wrong in the figures of a region. */
  async verify(region: Region): Promise<readonly Difference[]> {
    const client = { send: async () => ({ Items: await this.table.items(region) }) };
    const store = { client: client as unknown as DynamoDBDocumentClient, tableName: region };
    return (await recountTable(store, () => undefined)).differences;
  }

  /** The same, and what a recount finds that was written apart from it; for whole orders only. */
  async differences(region: Region): ReturnType<TableBeside['differences']> {
    const beside = new TableBeside(this.apis[region]);
    try {
      return await beside.differences();
    } finally {
      beside.close();
    }
  }

  async close(): Promise<void> {
    this.table.close();
    await Promise.all(Object.values(this.apis).map(async (api) => api.close()));
  }
}
