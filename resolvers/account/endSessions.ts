import type { UserError } from '../../schema/UserError';
import type { FieldgateContext } from '../Services';
import { SESSIONS_NOT_ENDED } from './refusals';

/** Ending twice is as good as once, so that what may have been done is simply asked for again. */
const TRIES = 3;

/**
 * Ends what a password has opened, once it was replaced: every session at the identity provider, and every proof of the second factor. The
 * password has its new value whatever comes of this, so that a failure is told beside it.
 */
export async function endSessions(context: FieldgateContext, username: string): Promise<readonly UserError[]> {
  const { userPool, secondFactors } = context.services;
  return toldUnlessAll([
    untilDone(async () => userPool.signOutEverywhere(username)),
    untilDone(async () => secondFactors.endProofs(await userPool.subjectOf(username), { forgiving: true })),
  ]);
}

/** Only the proofs of the second factor. */
export async function endProofs({ services }: FieldgateContext, subject: string): Promise<readonly UserError[]> {
  return toldUnlessAll([untilDone(async () => services.secondFactors.endProofs(subject, { forgiving: true }))]);
}

async function toldUnlessAll(work: readonly Promise<void>[]): Promise<readonly UserError[]> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.every(({ status }) => status === 'fulfilled') ? [] : [SESSIONS_NOT_ENDED];
}

/** Not with the request's signal: whoever hangs up now would leave open what they wanted to close. */
async function untilDone(work: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await work();
      return;
    } catch (cause) {
      if (tried === TRIES) throw cause;
    }
  }
}
