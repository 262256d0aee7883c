import type { UserError } from '../../schema/UserError';
import type { FieldgateContext } from '../Services';
import { SESSIONS_NOT_ENDED } from './refusals';
import { untilTaken } from './untilTaken';

/**
 * Ends what a password has opened, once it was replaced: every session at the identity provider, and every proof of the second factor. The
 * password has its new value whatever comes of this, so that a failure is told beside it. `username`: the address, or the subject.
 */
export async function endSessions(
  context: FieldgateContext,
  username: string,
  proofs: { readonly forgiving: boolean },
): Promise<readonly UserError[]> {
  const { userPool, secondFactors } = context.services;
  return toldUnlessAll(context, SESSIONS_NOT_ENDED, [
    untilTaken(async (signal) => userPool.signOutEverywhere(username, signal)),
    untilTaken(async (signal) => {
      const account = await userPool.find(username, signal);
      if (account) await secondFactors.endProofs(account.subject, proofs, signal);
    }),
  ]);
}

/** Only the proofs of the second factor; `told` where they go on. */
export async function endProofs(
  context: FieldgateContext,
  subject: string,
  told: UserError = SESSIONS_NOT_ENDED,
): Promise<readonly UserError[]> {
  const { secondFactors } = context.services;
  return toldUnlessAll(context, told, [
    untilTaken(async (signal) => secondFactors.endProofs(subject, { forgiving: false }, signal)),
  ]);
}

async function toldUnlessAll(
  { report }: FieldgateContext,
  told: UserError,
  work: readonly Promise<void>[],
): Promise<readonly UserError[]> {
  const failed = (await Promise.allSettled(work)).filter((outcome) => outcome.status === 'rejected');
  for (const { reason } of failed) report(reason);
  return failed.length === 0 ? [] : [told];
}
