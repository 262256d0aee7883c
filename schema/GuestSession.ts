import { Field, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';
import { DateTimeScalar } from './scalars/dates';

@Auth({ asParent: true })
@Value()
@ObjectType({
  description:
    'A guest session: with it a visitor can order without an account, and see those orders. Browsers get it as a ' +
    'cookie that scripts cannot read; other clients send its `token` as `Authorization: Bearer`.',
})
export class GuestSession {
  @Field(() => String, {
    description: 'The secret of the session. Whoever has it sees its orders: keep it like a password.',
  })
  readonly token!: string;

  @Field(() => DateTimeScalar, { description: 'When the session ends, if it is not renewed before.' })
  readonly expiresAt!: Date;
}
