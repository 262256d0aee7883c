import { deviceOf, type DeviceOwner } from '../../src/identity/DeviceTokens';
import type { Attempt, AttemptLimit } from '../../src/response/Context';
import { PublicError } from '../../src/response/errors';
import type { FieldgateContext } from '../Services';

const QUARTER_SECONDS = 900;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
/** Of failures of one account from one address: so many times as many from everywhere, and of all accounts from that address. */
const EVERYWHERE = 20;
const ALL_ACCOUNTS = 10;
/** And on all devices that have signed in to it before: nobody gets more tries by making many of these. */
const KNOWN_DEVICES = 4;

/** What can be guessed. What is asked by several operations counts as one. */
type Secret = 'password' | 'code by mail' | 'second factor';

/**
 * Takes one try at a secret, to be given back unless it was a wrong one: failures count, successes do not. By account and address, so that a
 * stranger's failures are the stranger's; by account as a whole, twenty times as many; and on a device that has signed in to this account
 * before by that device alone, so that no stranger keeps its owner out. Throws `RATE_LIMITED`, for unknown accounts as for known ones.
 */
export async function takeTry(
  context: FieldgateContext,
  secret: Secret,
  owner: Partial<DeviceOwner>,
): Promise<Attempt> {
  const { failures } = context.services.accountLimits;
  const about = nameOf(owner);
  const limit = { name: `wrong ${secret}`, seconds: QUARTER_SECONDS };
  const device = deviceOf(context.callerFacts.caller.device, owner);
  if (device !== null)
    return context.attempts.take([
      { ...limit, about: `${about}:device:${device}`, tries: failures },
      { ...limit, about: `${about}:known devices`, tries: failures * KNOWN_DEVICES },
    ]);
  return context.attempts.take([
    // First what names no account: who tries many leaves no trace of each behind.
    { ...limit, tries: failures * ALL_ACCOUNTS, perAddress: true },
    { ...limit, about, tries: failures, perAddress: true },
    { ...limit, about, tries: failures * EVERYWHERE },
  ]);
}

/**
 * Takes one message to an address, whatever becomes of it: it may be on its way although its sending failed. It has a quota of its own: codes that are entered take nothing from it. What is asked on devices that have
 * signed in to this account before counts apart, so that strangers cannot use up what its owner needs. Throws `RATE_LIMITED`.
 */
export async function takeMail(context: FieldgateContext, account: string): Promise<Attempt> {
  const { mailsPerDay } = context.services.accountLimits;
  const limit = { name: 'mail', about: account };
  const device = deviceOf(context.callerFacts.caller.device, { account });
  const ofDay = { tries: mailsPerDay, seconds: DAY_SECONDS };
  if (device !== null)
    return context.attempts.take([
      { name: 'mail', about: `${account}:device:${device}`, tries: half(mailsPerDay), seconds: DAY_SECONDS },
      { name: 'mail', about: `${account}:known devices`, ...ofDay },
    ]);
  const ofOneAddress = { ...limit, perAddress: true } satisfies Partial<AttemptLimit>;
  return context.attempts.take([
    { name: 'mail, all accounts', tries: mailsPerDay * ALL_ACCOUNTS, seconds: HOUR_SECONDS, perAddress: true },
    { ...ofOneAddress, tries: half(half(mailsPerDay)), seconds: HOUR_SECONDS },
    { ...ofOneAddress, tries: half(mailsPerDay), seconds: DAY_SECONDS },
    { ...limit, ...ofDay },
  ]);
}

/**
 * Does what was taken a try for, and gives the try back unless it failed as a guess does. An outage is no guess; but where the request is over, by
 * its deadline or because its client hung up, nobody knows what became of it: then it counts, or whoever hangs up could guess for ever.
 */
export async function counted<T>(
  { signal }: Pick<FieldgateContext, 'signal'>,
  attempt: Attempt,
  work: () => Promise<T>,
  hasFailed: (result: T) => boolean,
): Promise<T> {
  let isFailure = true;
  try {
    const result = await work();
    isFailure = hasFailed(result);
    return result;
  } catch (cause) {
    isFailure = cause instanceof PublicError || signal.aborted;
    throw cause;
  } finally {
    if (!isFailure) await attempt.giveBack();
  }
}

/** For payloads: what is left for the person to mend was a wrong guess. */
export function hasErrors({ userErrors }: { readonly userErrors: readonly unknown[] }): boolean {
  return userErrors.length > 0;
}

/** One address, or one device, is sent half of the messages of a day, and a quarter in an hour: nobody alone uses them up. */
function half(count: number): number {
  return Math.ceil(count / 2);
}

function nameOf({ account, subject }: Partial<DeviceOwner>): string {
  const name = account ?? subject;
  if (name === undefined) throw new TypeError('expected an account or a subject');
  return name;
}
