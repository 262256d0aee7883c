import { KNOWN, type KnownKind } from './InputValues';

type Learnt = 'id' | 'cursor' | 'token';
type GivenOut = Learnt | 'shopId' | 'productId' | 'orderId';
/** What callers have of their own. */
export type Own = Readonly<Record<Exclude<KnownKind, GivenOut | 'code'>, string>>;

const MOST = 2000;
const CODE = '123456';
/** Global ids, cursors and tokens are base64url, alone or in parts. */
const GIVEN_OUT: Readonly<Record<Learnt, RegExp>> = {
  id: /"id":"([\w-]{4,200})"/g,
  cursor: /"(?:cursor|endCursor|startCursor)":"([\w.-]{20,900})"/g,
  token: /"(?:token|accessToken|refreshToken|challenge|guestSessionToken)":"([\w.-]{20,2000})"/g,
};

/** What answers have given out so far, so that requests come farther than to "there is no such thing". */
export class KnownThings {
  private readonly kept: Record<GivenOut | 'code', string[]>;

  constructor(ids: readonly string[]) {
    this.kept = { id: [], shopId: [], productId: [], orderId: [], cursor: [], token: [], code: [CODE] };
    for (const id of ids) this.keepId(id);
  }

  /** Puts what is known in the places that stand for it. */
  fill(text: string, own: Own): string {
    return text.replace(KNOWN, (_, kind: KnownKind, number: string) => {
      if (kind === 'access' || kind === 'password') return own[kind];
      const all = this.kept[kind];
      return all[Number(number) % all.length] ?? 'nothing-known';
    });
  }

  learn(answer: string): void {
    for (const kind of ['id', 'cursor', 'token'] as const) {
      for (const [, value = ''] of answer.matchAll(GIVEN_OUT[kind])) {
        if (kind === 'id') this.keepId(value);
        else this.keep(kind, value);
      }
    }
  }

  private keepId(id: string): void {
    this.keep('id', id);
    const [type] = Buffer.from(id, 'base64url').toString('utf8').split(':', 1);
    if (type === 'Shop') this.keep('shopId', id);
    if (type === 'Product') this.keep('productId', id);
    if (type === 'Order') this.keep('orderId', id);
  }

  /** The oldest make room, but for those that were there from the start. */
  private keep(kind: GivenOut, value: string): void {
    const all = this.kept[kind];
    if (all.includes(value)) return;
    if (all.length >= MOST) all.splice(Math.floor(MOST / 2), 1);
    all.push(value);
  }
}
