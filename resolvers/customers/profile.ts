import { customerKey } from '../../schema/keys';
import { growthDay, growthMonth, statisticsPartition } from '../../schema/platformCounters';
import { PublicError } from '../../src/response/errors';
import { fillKey, type Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { storedNumber } from '../../src/storage/storedInteger';
import type { Write } from '../../src/storage/writes';
import { dayAt } from '../closedDays';
import { anyShard } from '../ordering/tally';
import type { FieldgateContext } from '../Services';

/** A profile as far as writing to it takes: what is kept of a person is no business of the write. */
export type Profile =
  | { readonly state: 'missing' }
  | { readonly state: 'registered'; readonly version: number }
  /** Erased: nothing is left but when, and the version that it had. */
  | { readonly state: 'erased'; readonly erasedAt: string; readonly version: number };

const PROFILE_FACTS = ['version', 'erasedAt', 'erasedVersion'] as const;

/** The caller's own id: who writes to this profile owns it, since the id is in its key and the token proves it. */
export function customerIdOf({ callerFacts }: FieldgateContext): string {
  const { subject } = callerFacts.caller;
  if (subject === null) throw new PublicError('UNAUTHENTICATED', 'Sign in as a customer.');
  return subject;
}

export function profileKey(customerId: string): Key {
  return fillKey(customerKey, { customerId });
}

export async function readProfile({ writer }: FieldgateContext, customerId: string): Promise<Profile> {
  const [item] = await writer.facts([profileKey(customerId)], PROFILE_FACTS);
  return item ? profileFrom(item) : { state: 'missing' };
}

function profileFrom({ version, erasedAt, erasedVersion }: Item): Profile {
  return typeof erasedAt === 'string'
    ? { state: 'erased', erasedAt, version: storedNumber(erasedVersion) }
    : { state: 'registered', version: storedNumber(version) };
}

/**
 * Go into the transaction that makes or erases a profile, so that each registered customer is counted once, on the day of it. The system makes
 * it: the counters are nobody's to see.
 */
export function countCustomer(sign: 1 | -1, { now }: Pick<FieldgateContext, 'now'>): Write[] {
  const [pk, day] = [statisticsPartition(anyShard()), dayAt(now)];
  return [growthDay(day), growthMonth(day.slice(0, 'YYYY-MM'.length))].map((sk) => ({
    kind: 'update',
    key: { pk, sk },
    add: { customers: sign },
    require: [{ kind: 'absent', attribute: 'closedAt' }],
  }));
}
