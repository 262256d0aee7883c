import { passingReason } from '../../aws/passingFailures';

export { errorOf, ForeignAnswerError, isForeign, isNoHttp } from '../../aws/passingFailures';

/** The store is throttled, too slow or away: trying again later may help. Says nothing about keys, tables or hosts. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';

  constructor(reason: string) {
    super(`The store did not answer in time (${reason}); try again.`);
  }
}

/** What a write required did not hold; nothing was written. `failed` are the positions of the writes that found so. */
export class RequirementError extends Error {
  override readonly name = 'RequirementError';

  constructor(readonly failed: ReadonlySet<number>) {
    super('a requirement of the transaction did not hold');
  }
}

/** Others kept writing the same items, also after several tries; nothing was written. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';

  constructor() {
    super('The same items are being written by others; try again.');
  }
}

/** Tells a passing failure of the store from a mistake of ours, and rethrows accordingly. */
export function rethrow(cause: unknown): never {
  const reason = passingReason(cause);
  if (reason !== null) throw new StoreUnavailableError(reason);
  throw cause;
}
