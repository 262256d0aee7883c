import { ID, Field, InterfaceType } from 'type-graphql';
import { Auth, GlobalIdField } from '../src/model/annotations';

@Auth({ asParent: true })
@InterfaceType({
  description: 'Anything with a global id (Relay’s Object Identification). Each item is judged by its own type’s rule.',
})
export abstract class Node {
  @GlobalIdField()
  @Field(() => ID, { description: 'Opaque and global: unique over all types.' })
  readonly id!: string;
}
