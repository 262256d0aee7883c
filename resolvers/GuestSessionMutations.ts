import { Ctx, Mutation, Resolver } from 'type-graphql';
import { GuestSession } from '../schema/GuestSession';
import { EVERYONE, VISITORS } from '../schema/roles';
import type { GuestSession as Session } from '../src/identity/Caller';
import { Auth, OnOwn } from '../src/model/annotations';
import { PublicError } from '../src/response/errors';
import type { FieldgateContext } from './Services';

@Resolver()
export class GuestSessionMutations {
  @Auth({ always: EVERYONE })
  @Mutation(() => GuestSession, {
    nullable: true,
    description:
      'Starts a guest session, so that a visitor can order and see those orders. Browsers get it as a cookie.\n\n' +
      'Each call starts another session, without orders.',
  })
  async startGuestSession(@Ctx() context: FieldgateContext): Promise<GuestSession> {
    return handOut(context, await context.services.guestSessions.issue());
  }

  @OnOwn()
  @Auth({ always: VISITORS })
  @Mutation(() => GuestSession, {
    nullable: true,
    description:
      'Makes the guest session of the caller last longer, with its orders. It returns a new token for the same session. ' +
      'A session can be renewed until it is 30 days old, by default.\n\n' +
      'Errors: `UNAUTHENTICATED` if there is no guest session, or if it is too old.',
  })
  async renewGuestSession(@Ctx() context: FieldgateContext): Promise<GuestSession> {
    const { guestSession } = context.callerFacts.caller;
    const renewed = guestSession && (await context.services.guestSessions.renew(guestSession));
    if (!renewed)
      throw new PublicError(
        'UNAUTHENTICATED',
        'There is no guest session that can be renewed. Start a new one (startGuestSession).',
      );
    return handOut(context, renewed);
  }
}

function handOut(
  { services, setHeader }: FieldgateContext,
  { token, session }: { readonly token: string; readonly session: Session },
): GuestSession {
  setHeader('set-cookie', services.guestCookie.issue(token, session.expiresAt));
  return { token, expiresAt: session.expiresAt };
}
