import type { UpdateProfileInput } from '../../schema/inputs/customerInputs';
import type { CustomerPayload } from '../../schema/payloads';
import { retryOnConflict } from '../../src/loading/retryOnConflict';
import { EXISTS, type Changes, type Write } from '../../src/storage/writes';
import { notFound } from '../ordering/ownership';
import { assertVersion, versionIs } from '../ordering/versions';
import type { FieldgateContext } from '../Services';
import { customerIdOf, profileKey, readProfile, type Profile } from './profile';

/** Changes what is in the input. Throws `NOT_FOUND` before registration, `CONFLICT` where the version sent is not the current one. */
export async function updateProfile(context: FieldgateContext, input: UpdateProfileInput): Promise<CustomerPayload> {
  const customerId = customerIdOf(context);
  const write = updateWrite(customerId, input);
  return retryOnConflict(async () => {
    assertUpdatable(await readProfile(context, customerId), input);
    const { isMade } = await context.writer.attempt([write]);
    return isMade ? { changed: { customerId }, userErrors: [] } : null;
  });
}

/** Chooses the words of a refusal; the write does not rely on it. */
function assertUpdatable(profile: Profile, { version }: UpdateProfileInput): void {
  if (profile.state !== 'registered') throw notFound('profile');
  assertVersion(profile, version, 'profile');
}

function updateWrite(customerId: string, input: UpdateProfileInput): Write {
  const { version } = input;
  const changes = changesIn(input);
  const target = {
    key: profileKey(customerId),
    require: [EXISTS, { kind: 'absent', attribute: 'erasedAt' }, ...versionIs(version)],
  } as const;
  return changes === null
    ? { kind: 'check', ...target }
    : { kind: 'update', ...target, ...changes, add: { version: 1 } };
}

/** Absent leaves an attribute, `null` clears it; nothing to change is `null`. */
function changesIn({ displayName, phoneNumber, marketingConsent }: UpdateProfileInput): Changes | null {
  const set = {
    ...(typeof displayName === 'string' && { displayName }),
    ...(typeof phoneNumber === 'string' && { phoneNumber }),
    ...(typeof marketingConsent === 'boolean' && { marketingConsent }),
  };
  const remove = phoneNumber === null ? ['phoneNumber'] : [];
  return Object.keys(set).length + remove.length > 0 ? { set, remove } : null;
}
