import type { RegisterCustomerInput } from '../../schema/inputs/customerInputs';
import type { CustomerPayload } from '../../schema/payloads';
import { UserErrorCode } from '../../schema/UserError';
import { retryOnConflict } from '../../src/loading/retryOnConflict';
import type { Item } from '../../src/storage/requests';
import { MISSING, type Requirements } from '../../src/storage/writes';
import { endMark, readErasure, unmarked, type Erasure } from '../ordering/erasureMark';
import type { FieldgateContext } from '../Services';
import { countCustomer, customerIdOf, profileKey, readProfile, type Profile } from './profile';

/**
 * Makes the caller's profile, once, and counts them: asking again answers the profile that is there, unchanged.
 *
 * Whoever erased their data may register again: the account at the identity provider is still theirs, and somebody who comes back
 * expects to be let in as new. Nothing of before returns, and they are counted as the one customer that they are. That ends the mark of the
 * erasure, which must be complete: what it has not come to yet would stay.
 */
export async function registerCustomer(
  context: FieldgateContext,
  input: RegisterCustomerInput,
): Promise<CustomerPayload> {
  const customerId = customerIdOf(context);
  let erasure: Erasure | null = null;
  return retryOnConflict(async () => {
    const profile = await readProfile(context, customerId);
    if (profile.state === 'registered') return { changed: { customerId }, userErrors: [] };
    if (context.callerFacts.caller.email === null) return withoutEmail();
    const key = profileKey(customerId);
    const item = newProfile(context, input, profile);
    if (erasure?.erasedAt === null) return stillErasing();
    const mark = erasure ? endMark(customerId, erasure) : unmarked(customerId);
    const put = { kind: 'put', key, item, require: asFound(profile) } as const;
    const { isMade, failed } = await context.systemWriter.attempt([mark, put, ...countCustomer(1, context)]);
    if (isMade) return { changed: { customerId }, userErrors: [] };
    if (failed.has(0)) erasure = await readErasure(context, customerId);
    return null;
  });
}

function withoutEmail(): CustomerPayload {
  const message = 'Confirm your e-mail address, then sign in again: your ID token has no verified address.';
  return { changed: null, userErrors: [{ field: null, code: UserErrorCode.EMAIL_NOT_VERIFIED, message }] };
}

function stillErasing(): CustomerPayload {
  const message = 'Your data is still being erased. Call eraseMyData until it is complete, then register.';
  return { changed: null, userErrors: [{ field: null, code: UserErrorCode.ERASURE_NOT_COMPLETE, message }] };
}

function newProfile(
  { now }: FieldgateContext,
  { displayName, phoneNumber, marketingConsent }: RegisterCustomerInput,
  before: Profile,
): Item {
  return {
    displayName,
    ...(typeof phoneNumber === 'string' && { phoneNumber }),
    marketingConsent,
    memberSince: now.toISOString(),
    // Versions go on from an erased profile's, so that one seen before it cannot pass for a current one.
    version: before.state === 'erased' ? before.version + 1 : 1,
  };
}

function asFound(profile: Profile): Requirements {
  return profile.state === 'erased' ? [{ kind: 'equals', attribute: 'erasedAt', value: profile.erasedAt }] : [MISSING];
}
