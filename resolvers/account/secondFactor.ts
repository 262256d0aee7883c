import type { UserError } from '../../schema/UserError';
import type { FieldgateContext } from '../Services';
import { deviceKindOf } from './device';
import { counted, takeTry } from './limits';
import { TOTP_NOT_ACCEPTED, SECOND_FACTOR_LOCKED } from './refusals';

/** What came of a code: what it was for, or what is left to mend. */
export type CodeOutcome<T> =
  | { readonly value: T; readonly userErrors: readonly [] }
  | { readonly value: null; readonly userErrors: readonly UserError[] };

/**
 * Tries a code of this person's second factor, whose password was proved before. Wrong codes are counted in a row, and after too many none is
 * tried any more, until a right one on another device, or a new password.
 */
export async function tryCode<T>(
  context: FieldgateContext,
  subject: string,
  attempt: () => Promise<CodeOutcome<T>>,
): Promise<CodeOutcome<T>> {
  const { services, signal } = context;
  const { secondFactors } = services;
  const kind = deviceKindOf(context, subject);
  const taken = await takeTry(context, 'second factor', { subject });
  const isWrong = ({ userErrors }: CodeOutcome<T>) => userErrors.some((error) => error === TOTP_NOT_ACCEPTED);
  const work = async () => {
    if (!(await secondFactors.takeTry(subject, kind))) return { value: null, userErrors: [SECOND_FACTOR_LOCKED] };
    const outcome = await attempt().catch(async (cause: unknown) => {
      // As in `counted`: of a request that is over it is unknown whether the code was looked at.
      if (!signal.aborted) await secondFactors.giveTryBack(subject, kind);
      throw cause;
    });
    // That the row of wrong ones goes on is no reason to say no to a right one.
    if (outcome.userErrors.length === 0) await secondFactors.succeeded(subject, kind).catch(() => undefined);
    else if (!isWrong(outcome)) await secondFactors.giveTryBack(subject, kind);
    return outcome;
  };
  return counted(context, taken, work, isWrong);
}
