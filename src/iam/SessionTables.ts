import type { CallerFacts } from '../loading/CallerFacts';
import type { TableWrites } from '../loading/Writer';
import { errorOf } from '../storage/calls/errors';
import type { AttributePath } from '../storage/expressions';
import type { Key } from '../storage/keys';
import type { Item, Position, RangeQuery } from '../storage/requests';
import { SessionTooBigError } from '../storage/roles/RoleSessions';
import type { Page, ReadOptions, Table } from '../storage/Table';
import type { Write } from '../storage/writes';
import type { Asked, IamPrincipal, Share } from './IamPrincipal';
import type { IamPrincipals } from './IamPrincipals';
import { TENANT_TAGS, type Values } from './sessionTags';

/** The table in the name of a role, in a session that names these values. */
export type OpenSession = (iamPrincipal: IamPrincipal, named: Values) => Table;

interface Options {
  readonly callerFacts: CallerFacts;
  readonly iamPrincipal: IamPrincipal;
  readonly iamPrincipals: IamPrincipals;
  readonly open: OpenSession;
}

/** The table in the name of one caller’s role: each request in the session, or sessions, that its keys take. */
export class SessionTables implements TableWrites {
  constructor(private readonly options: Options) {}

  async read(
    keys: readonly Key[],
    attributes: readonly AttributePath[],
    options?: ReadOptions,
  ): Promise<(Item | null | Error)[]> {
    return this.readIn(TENANT_TAGS, { keys, attributes, options });
  }

  /** In sessions that name so many tenants at most. */
  private async readIn(most: number, reading: Reading): Promise<(Item | null | Error)[]> {
    const { keys } = reading;
    const shares = await this.sharesOf(askedBy(reading), most);
    const [only] = shares;
    if (only && shares.length === 1) return this.readShare(only, reading);
    const read = shares.map(async (share) => {
      const wanted = keys.filter(({ pk }) => share.partitions.has(pk));
      // One that fails fails its own keys.
      const items = await this.readShare(share, { ...reading, keys: wanted }).catch((cause: unknown) =>
        wanted.map(() => errorOf(cause)),
      );
      return [share, items.values()] as const;
    });
    const answers = await Promise.all(read);
    return keys.map(({ pk }) => {
      const answer = answers.find(([{ partitions }]) => partitions.has(pk));
      return answer?.[1].next().value ?? null;
    });
  }

  /** What names too much for AWS is read in sessions that name half as many. */
  private async readShare(share: Share, reading: Reading): Promise<(Item | null | Error)[]> {
    const { keys, attributes, options } = reading;
    try {
      return await this.tableOf(share, keys, askedBy(reading)).read(keys, attributes, options);
    } catch (cause) {
      const tenants = share.named.get('tenants')?.size ?? 0;
      if (!(cause instanceof SessionTooBigError) || tenants < 2) throw cause;
      return this.readIn(Math.floor(tenants / 2), reading);
    }
  }

  async query(query: RangeQuery, limit: number | null, start: Position | null, options?: ReadOptions): Promise<Page> {
    const { index, partition, where } = query;
    const attributes = [...query.attributes, ...where.map(({ attribute }) => attribute)];
    const asked = { partitions: new Set([partition]), attributes, kind: 'list' as const, index };
    const [share = NOBODYS] = await this.sharesOf(asked);
    return this.options.open(this.options.iamPrincipal, share.named).query(query, limit, start, options);
  }

  async transact(writes: readonly Write[], options?: ReadOptions): Promise<void> {
    const { iamPrincipal, open } = this.options;
    const named = iamPrincipal.namedFor(writes, await this.held(writes.map(({ key }) => key.pk)));
    return open(iamPrincipal, named).transact(writes, options);
  }

  private async sharesOf(asked: Asked, most?: number): Promise<Share[]> {
    const { iamPrincipal } = this.options;
    // Who owns what is asked of the table only where it matters.
    if (iamPrincipal.isForEverybody(asked) && !iamPrincipal.isPersonal)
      return [{ partitions: asked.partitions, named: new Map() }];
    return iamPrincipal.shares(asked, await this.held(asked.partitions), most);
  }

  private tableOf({ named }: Share, keys: readonly Key[], asked: Asked): Table {
    const { iamPrincipal, iamPrincipals, open } = this.options;
    // Not only is it public: this caller may see it, too.
    const isPublic = named.size === 0 && iamPrincipal.isForEverybody(asked) && iamPrincipals.arePublic(keys, asked);
    return open(isPublic ? iamPrincipals.everybody : iamPrincipal, named);
  }

  /** A visit counts as its signed token claims it: whether it is still current is for the rules to ask. */
  private async held(partitions: Iterable<string>): Promise<Values> {
    const { callerFacts, iamPrincipal } = this.options;
    const { subject, guestSession, visit } = callerFacts.caller;
    return new Map([
      ['subject', setOf(subject)],
      ['guestSession', setOf(guestSession?.id)],
      ['visit', setOf(visit?.tenant)],
      ['tenants', iamPrincipal.takesTenants(partitions) ? await callerFacts.tenants() : setOf(null)],
    ]);
  }
}

/** Items that are read at once. */
interface Reading {
  readonly keys: readonly Key[];
  readonly attributes: readonly AttributePath[];
  readonly options: ReadOptions | undefined;
}

function askedBy({ keys, attributes }: Reading): Asked {
  return { partitions: new Set(keys.map(({ pk }) => pk)), attributes, kind: 'items', index: null };
}

const NOBODYS: Share = { partitions: new Set(), named: new Map() };

function setOf(value: string | null | undefined): ReadonlySet<string> {
  return new Set(typeof value === 'string' ? [value] : []);
}
