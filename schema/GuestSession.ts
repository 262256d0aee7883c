import { Field, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import { DateTimeScalar } from './scalars/dates';

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'A guest session. Browsers get it as a cookie, too; other clients send it as `Authorization: Bearer`.',
})
export class GuestSession {
  @Field(() => String)
  readonly token!: string;

  @Field(() => DateTimeScalar)
  readonly expiresAt!: Date;
}
