import { LRUCache } from 'lru-cache';
import { digestOf } from '../../configuration/readManifest';

/** Of the documents that are kept: how many, and how many bytes they may take together. */
export interface KeptLimits {
  readonly entries: number;
  readonly bytes: number;
}

const LIMITS: KeptLimits = { entries: 2_000, bytes: 8_000_000 };
/** At most, in memory, and for the key of each. */
const BYTES_PER_CHARACTER = 2;
const BYTES_PER_KEY = 500;
/** A longer one would take the place of too many others. */
const SHARE_OF_ONE = 1 / 8;
/** A literal or comment, in which there may be something of the person who wrote it: a string, a number. */
const DATA = /["#]|\b\d/;

/**
 * Documents that callers have sent together with their digests, so that they need not be sent again. Bounded: where there is no room, those
 * go that were not asked for the longest.
 *
 * Who knows a digest knows the text, so a document without any data in it is kept for everybody. One with data in it is kept for the caller
 * who sent it: that it is there would tell others, who guess at it, what somebody asked for.
 */
export class KeptDocuments {
  private readonly shared: LRUCache<string, string>;
  private readonly own: LRUCache<string, string>;

  constructor(limits: KeptLimits = LIMITS) {
    this.shared = textsWithin(limits);
    this.own = textsWithin(limits);
  }

  /** The document with this digest, as far as this caller may know of it. */
  find(digest: string, owner: string): string | undefined {
    return this.shared.get(digest) ?? this.own.get(ownKey(digest, owner));
  }

  /** Keeps it, unless it is no Unicode: such a string shares its digest with another one. */
  keep(text: string, owner: string): void {
    if (/\p{Surrogate}/u.test(text)) return;
    const digest = digestOf(text);
    if (DATA.test(text)) this.own.set(ownKey(digest, owner), text);
    else this.shared.set(digest, text);
  }
}

function ownKey(digest: string, owner: string): string {
  return `${digest} ${owner}`;
}

/** What is asked for is the newest. */
function textsWithin({ entries, bytes }: KeptLimits): LRUCache<string, string> {
  return new LRUCache({
    max: entries,
    maxSize: bytes,
    maxEntrySize: Math.floor(bytes * SHARE_OF_ONE),
    sizeCalculation: (text) => text.length * BYTES_PER_CHARACTER + BYTES_PER_KEY,
  });
}
