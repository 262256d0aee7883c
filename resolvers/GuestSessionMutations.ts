import { Ctx, Mutation, Resolver } from 'type-graphql';
import { GuestSession } from '../schema/GuestSession';
import { EVERYONE } from '../schema/roles';
import { Auth } from '../src/model/annotations';
import type { FieldgateContext } from './Services';

@Resolver()
export class GuestSessionMutations {
  @Auth({ always: EVERYONE })
  @Mutation(() => GuestSession, {
    nullable: true,
    description: 'Starts a guest session, so that a visitor can order and follow those orders.',
  })
  async startGuestSession(@Ctx() { services, setHeader }: FieldgateContext): Promise<GuestSession> {
    const { token, session } = await services.guestSessions.issue();
    setHeader('set-cookie', services.guestCookie(token, session.expiresAt));
    return { token, expiresAt: session.expiresAt };
  }
}
