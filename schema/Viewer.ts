import { Field, ObjectType } from 'type-graphql';
import { Auth, From, Value } from '../src/model/annotations';
import { EVERYONE, Role } from './roles';
import { DateTimeScalar } from './scalars/dates';

@Auth({ always: EVERYONE })
@Value()
@ObjectType({ description: 'The caller: who they are, and what is theirs.' })
export class Viewer {
  @From()
  @Field(() => [Role], {
    description: 'The roles of the caller. With several roles, the caller may do what any of them may.',
  })
  readonly roles!: Role[];

  @From()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the guest session of the caller ends; null if there is none.',
  })
  readonly guestSessionExpiresAt!: Date | null;
}
