import type { HoldingSource } from '../access/AccessConfiguration';
import { match } from '../storage/keys';
import type { IndexKeys } from '../storage/requests';
import { attributesOf, type Write } from '../storage/writes';
import { firstLevel, type Place, type Scope } from './Partitions';
import type { Access } from './scopes';
import { tagText, TENANT_TAGS, tenantParts, type Values } from './sessionTags';

/** What is asked for, as AWS's policies see it. */
export interface Asked {
  readonly partitions: ReadonlySet<string>;
  readonly attributes: readonly string[];
  /** Items whose keys are known, or whatever stands in a partition of the table or of an index. */
  readonly kind: 'items' | 'list';
  readonly index: IndexKeys | null;
}

/** Partitions that are asked for in one session, and what that has to name. */
export interface Share {
  readonly partitions: ReadonlySet<string>;
  readonly named: Values;
}

/** Where a partition is one of a scope's, by what: `null` where it need not be named. */
type Reason = { readonly source: HoldingSource; readonly value: string } | null;

const KEYS = ['pk', 'sk'];
const NOTHING: Values = new Map();

/**
 * A role of the cloud's, as far as sessions are chosen by what it may do: each names what the partitions that are asked for take, and never
 * what the caller does not hold. Of several tenants it names all that stand in one part with them: there are few parts of what a caller
 * holds, and very many sets of it, each of which would be a session that is asked for. Only where the role writes does each name the caller as well, and where they are: a
 * transaction takes that anyway, so all of an operation goes in one session, and AWS's log tells whose it was. Pure: it knows what is held
 * from whoever asks.
 */
export class IamPrincipal {
  /** By what its policies name partitions, so that its sessions have these tags. */
  readonly sources: readonly HoldingSource[];
  /** Whether each of its sessions is one caller's. */
  readonly isPersonal: boolean;
  private readonly ofTenants: readonly string[];

  constructor(
    /** Part of the role's name. */
    readonly name: string,
    private readonly access: Access,
  ) {
    const scopes = [...access.looking, ...access.listing, ...access.requiring, ...access.writing];
    this.isPersonal = access.requiring.length > 0;
    const sources = scopes.flatMap(({ places }) => places.flatMap(({ held }) => held?.by ?? []));
    this.sources = [...new Set(sources)].sort();
    const places = scopes.flatMap((scope) => scope.places).filter(({ held }) => held?.by === 'tenants');
    this.ofTenants = [...new Set(places.map(({ partition }) => partition))];
  }

  /**
   * In how many sessions these partitions can be read, with what each has to name: in one where one statement of the policies allows all of
   * them, else in as few as there is need for. What nothing allows is asked for in a session that names nothing, so that AWS refuses it.
   * None names more tenants than `most`.
   */
  shares(asked: Asked, held: Values, most = TENANT_TAGS): Share[] {
    return this.sharesFor(asked, held, most).map(({ partitions, named }) => ({
      partitions,
      named: this.naming(named, held),
    }));
  }

  private sharesFor(asked: Asked, held: Values, most: number): Share[] {
    const scopes = this.scopesFor(asked);
    const shares: Share[] = [];
    const left = new Set(asked.partitions);
    for (let best = bestOf(scopes, left, held); best; best = bestOf(scopes, left, held)) {
      for (const partition of best.keys()) left.delete(partition);
      shares.push(...sharesOf(best, takenByTags(held.get('tenants')), most));
    }
    return left.size > 0 ? [...shares, { partitions: left, named: NOTHING }] : shares;
  }

  private scopesFor(asked: Asked): Scope[] {
    const { looking, listing } = this.access;
    return (asked.kind === 'list' ? listing : looking).filter((scope) => isFor(scope, asked));
  }

  /** Whether it matters for any of these partitions which tenants the caller owns. */
  takesTenants(partitions: Iterable<string>): boolean {
    return [...partitions].some((partition) => this.ofTenants.some((template) => match(template, partition) !== null));
  }

  /** Whether all of it may be read in a session that names nothing. */
  isForEverybody(asked: Asked): boolean {
    return this.scopesFor(asked).some(
      (scope) => reasonsIn(scope, asked.partitions, NOTHING).size === asked.partitions.size,
    );
  }

  /** What the session of a transaction has to name. AWS looks at each write by itself, and at the session of all of them. */
  namedFor(writes: readonly Write[], held: Values): Values {
    const reasons = writes.map((write) => {
      const scopes = write.kind === 'check' ? this.access.requiring : this.access.writing;
      const asked = { partitions: new Set([write.key.pk]), attributes: attributesOf(write), index: null };
      return (
        bestOf(
          scopes.filter((scope) => isFor(scope, asked)),
          asked.partitions,
          held,
        )?.get(write.key.pk) ?? null
      );
    });
    return this.naming(namedBy(reasons), held);
  }

  private naming(named: Values, held: Values): Values {
    if (!this.isPersonal) return named;
    const callers = this.sources
      .filter((source) => source !== 'tenants')
      .map((source) => [source, takenByTags(held.get(source))] as const)
      .filter(([, values]) => values.size > 0);
    return new Map([...named, ...callers]);
  }
}

/** Whether its statement lets all that is asked for be asked for, wherever that is. */
function isFor({ index, attributes }: Scope, asked: Omit<Asked, 'kind'>): boolean {
  if (index?.name !== asked.index?.name) return false;
  const keys = index ? [...KEYS, index.pk, index.sk] : KEYS;
  return asked.attributes.map(firstLevel).every((name) => attributes.includes(name) || keys.includes(name));
}

/** The scope for most of these partitions; among those for as many the first that names nobody. `null` where none is for any. */
function bestOf(
  scopes: readonly Scope[],
  partitions: ReadonlySet<string>,
  held: Values,
): ReadonlyMap<string, Reason> | null {
  const found = scopes
    .map((scope) => reasonsIn(scope, partitions, held))
    .filter(({ size }) => size > 0)
    .sort((one, other) => other.size - one.size || namesIn(one) - namesIn(other));
  return found[0] ?? null;
}

function namesIn(reasons: ReadonlyMap<string, Reason>): number {
  return [...reasons.values()].filter((reason) => reason !== null).length;
}

/** Which of the partitions are the scope's, for who holds this. */
function reasonsIn({ places }: Scope, partitions: ReadonlySet<string>, held: Values): Map<string, Reason> {
  const reasons = new Map<string, Reason>();
  for (const partition of partitions) {
    const found = places.map((place) => reasonIn(place, partition, held)).filter((reason) => reason !== undefined);
    if (found.length > 0) reasons.set(partition, found.includes(null) ? null : (found[0] ?? null));
  }
  return reasons;
}

function reasonIn({ partition: template, held: holding }: Place, partition: string, held: Values): Reason | undefined {
  const params = match(template, partition);
  if (!params) return undefined;
  if (!holding) return null;
  const value = params[holding.placeholder];
  if (value === undefined || !held.get(holding.by)?.has(value) || tagText(value) === null) return undefined;
  return { source: holding.by, value };
}

function takenByTags(values: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  return new Set([...values].filter((value) => tagText(value) !== null));
}

function namedBy(reasons: Iterable<Reason>): Map<HoldingSource, Set<string>> {
  const named = new Map<HoldingSource, Set<string>>();
  for (const reason of reasons) {
    if (!reason) continue;
    const values = named.get(reason.source) ?? new Set();
    named.set(reason.source, values.add(reason.value));
  }
  return named;
}

/** One share, or one for each part of the tenants that the caller owns in which some stand that are named. */
function sharesOf(reasons: ReadonlyMap<string, Reason>, owned: ReadonlySet<string>, most: number): Share[] {
  const named = namedBy(reasons.values());
  const wanted = named.get('tenants') ?? new Set();
  if (wanted.size <= 1) return [{ partitions: new Set(reasons.keys()), named }];
  const parts = tenantParts(owned, most).filter((part) => part.some((tenant) => wanted.has(tenant)));
  return parts.map((part, index) => {
    const here = [...reasons].filter(([, reason]) =>
      reason?.source === 'tenants' ? part.includes(reason.value) : index === 0,
    );
    return {
      partitions: new Set(here.map(([key]) => key)),
      named: namedIn(part, namedBy(here.map(([, each]) => each))),
    };
  });
}

function namedIn(part: readonly string[], named: Values): Values {
  const several = (named.get('tenants')?.size ?? 0) > 1;
  return several ? new Map([...named, ['tenants', new Set(part)]]) : named;
}
