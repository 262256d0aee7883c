import { Field, ObjectType } from 'type-graphql';
import { Auth, From, Value } from '../src/model/annotations';
import { EVERYONE, Role } from './roles';
import { DateTimeScalar } from './scalars/dates';

@Auth({ always: EVERYONE })
@Value()
@ObjectType({ description: 'Whoever is asking.' })
export class Viewer {
  @From()
  @Field(() => [Role], { description: 'What the caller may act as; the access of all of them adds up.' })
  readonly roles!: Role[];

  @From()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when the guest session is good; `null` without one.',
  })
  readonly guestSessionExpiresAt!: Date | null;
}
