import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';

@Auth({ asParent: true })
@Value()
@ObjectType({
  description: 'A guest session. Browsers get it as a cookie, too; other clients send it as `Authorization: Bearer`.',
})
export class GuestSession {
  @Field(() => String)
  readonly token!: string;

  @Field(() => GraphQLDateTime)
  readonly expiresAt!: Date;
}
