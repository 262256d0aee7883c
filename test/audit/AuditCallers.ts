import type { ApiUnderTest, RequestHeaders } from '../support/ApiUnderTest';
import { ROLES, type Role } from './accessTable';
import { auditItems, CURRENT_SERIAL, type AuditItem, type Scene } from './auditWorld';
import type { AuditCaller } from './expectation';

export const VISITS = [
  'no visit',
  'a current visit',
  'a visit of another shop',
  'a rotated visit',
  'an expired visit',
  'a forged visit',
] as const;
export type Visit = (typeof VISITS)[number];

/** Whoever asks, ready to ask. */
export type Prober = AuditCaller & {
  readonly headers: RequestHeaders;
  /** Whether a visit token is presented that only the table can judge. */
  readonly presentsVisit: boolean;
};

interface Identity {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly subject: string | null;
  readonly session: AuditCaller['session'];
  readonly shops: readonly string[];
  readonly headers: RequestHeaders;
}

export type GuestSession = Awaited<ReturnType<ApiUnderTest['guestSessions']['issue']>>;

const GROUPS: Readonly<Record<Exclude<Role, 'GUEST'>, string>> = {
  CUSTOMER: 'customers',
  SHOP_OWNER: 'shop-owners',
  PLATFORM_ADMIN: 'platform-admins',
};

/** Everybody who could ask: with real tokens, and with what the contract makes of them. */
export class AuditCallers {
  private readonly known = new Map<string, Promise<Prober[]>>();

  constructor(
    private readonly api: ApiUnderTest,
    private readonly scenes: readonly Scene[],
    private readonly guests: { readonly buyer: GuestSession; readonly stranger: GuestSession },
  ) {}

  /** Everybody who has exactly these roles and this kind of visit token, in respect of one scene. */
  async of(roles: readonly Role[], scene: Scene, visit: Visit): Promise<Prober[]> {
    const name = `${roles.join()} ${scene.shopId} ${visit}`;
    const known = this.known.get(name) ?? this.make(roles, scene, visit);
    this.known.set(name, known);
    return known;
  }

  private async make(roles: readonly Role[], scene: Scene, visit: Visit): Promise<Prober[]> {
    const identities = roles.includes('GUEST') ? this.visitors() : await this.people(roles, scene);
    return Promise.all(identities.map(async (identity) => this.prober(identity, visit, scene)));
  }

  private async prober(identity: Identity, visit: Visit, scene: Scene): Promise<Prober> {
    const good: Partial<Record<Visit, Scene>> = {
      'a current visit': scene,
      'a visit of another shop': this.other(scene),
    };
    const visits = good[visit]?.shopId ?? null;
    return {
      ...identity,
      name: `${identity.name}, with ${visit}`,
      sessionId: identity.session?.id ?? null,
      visits,
      presentsVisit: visits !== null || visit === 'a rotated visit',
      ownedItems: identity.roles.includes('SHOP_OWNER') ? this.shopItems(identity.shops) : [],
      visitedItem: (visits !== null && this.shopItems([visits])[0]) || null,
      headers: { ...identity.headers, ...(await this.visitHeader(visit, scene)) },
    };
  }

  private async visitHeader(visit: Visit, scene: Scene): Promise<RequestHeaders> {
    const header = async ({ shopId }: Scene, serial: number, issuedAt = new Date()): Promise<RequestHeaders> => ({
      'x-visit-token': await this.api.visitTokens.issue({ tenant: shopId, serial }, issuedAt),
    });
    const current = header(scene, CURRENT_SERIAL);
    const headers: Record<Visit, () => RequestHeaders | Promise<RequestHeaders>> = {
      'no visit': () => ({}),
      'a current visit': async () => current,
      'a visit of another shop': async () => header(this.other(scene), CURRENT_SERIAL),
      'a rotated visit': async () => header(scene, CURRENT_SERIAL - 1),
      'an expired visit': async () => header(scene, CURRENT_SERIAL, new Date(0)),
      'a forged visit': async () => ({ 'x-visit-token': `${(await current)['x-visit-token']!.slice(0, -8)}AAAAAAAA` }),
    };
    return headers[visit]();
  }

  private visitors(): Identity[] {
    const visitor = (name: string, guest: GuestSession | null): Identity => ({
      name,
      roles: ['GUEST'],
      subject: null,
      session: guest && { id: guest.session.id, expiresAt: guest.session.expiresAt.toISOString() },
      shops: [],
      headers: guest ? { authorization: `Bearer ${guest.token}` } : {},
    });
    return [
      visitor('a visitor without a session', null),
      visitor('the guest who ordered in delta', this.guests.buyer),
      visitor('a guest who never ordered', this.guests.stranger),
    ];
  }

  private async people(roles: readonly Role[], scene: Scene): Promise<Identity[]> {
    const groups = roles.map((role) => GROUPS[role as Exclude<Role, 'GUEST'>]);
    const identities = this.subjectsFor(roles, scene).map(async (subject) => ({
      name: `${subject} as ${roles.join(' and ') || 'nobody in particular'}`,
      roles: ROLES.filter((role) => roles.includes(role)),
      subject,
      session: null,
      shops: this.ownedBy(subject),
      headers: await this.api.signedIn(subject, ...groups),
    }));
    return Promise.all(identities);
  }

  /** Somebody who owns the scene's items in the role, and somebody who owns others; with several roles, also of both kinds. */
  private subjectsFor(roles: readonly Role[], scene: Scene): string[] {
    const customers = roles.includes('CUSTOMER') ? ['customer-1', 'customer-2'] : [];
    const owners = roles.includes('SHOP_OWNER') && customers.length === 0 ? [scene.owner, this.other(scene).owner] : [];
    const subjects = [...customers, ...owners, ...(roles.length > 1 ? ['several-1'] : [])];
    return subjects.length > 0 ? subjects : ['somebody'];
  }

  private ownedBy(subject: string): string[] {
    if (subject === 'several-1') return ['alpha'];
    return this.scenes.filter(({ owner }) => owner === subject).map(({ shopId }) => shopId);
  }

  private other({ shopId }: Scene): Scene {
    return this.scenes.find((scene) => scene.shopId === (shopId === 'beta' ? 'alpha' : 'beta'))!;
  }

  private shopItems(shopIds: readonly string[]): AuditItem[] {
    return this.scenes.filter(({ shopId }) => shopIds.includes(shopId)).map((scene) => auditItems(scene).shop);
  }
}
