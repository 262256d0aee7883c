import { ID, Field, InterfaceType } from 'type-graphql';
import { Auth, GlobalIdField } from '../src/model/annotations';

@Auth({ asParent: true })
@InterfaceType({
  description:
    'An object with a global id (Relay’s Object Identification): `node` and `nodes` fetch it again by that id. What a ' +
    'caller may see of it depends on the rules of its own type.',
})
export abstract class Node {
  @GlobalIdField()
  @Field(() => ID, {
    description:
      'The global id of this object. It is unique over all types and never changes. It is opaque: do not read anything ' +
      'from it, and do not make one up.',
  })
  readonly id!: string;
}
