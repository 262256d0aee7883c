import { Field, ObjectType, type ClassType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Where a page stands in its list (Relay).' })
export class PageInfo {
  @Field(() => Boolean)
  readonly hasNextPage!: boolean;

  @Field(() => Boolean)
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Pass it as `after` for the next page, with the same filters.' })
  readonly endCursor!: string | null;
}

/** The connection type of a node type: a page of a list, as visible as the field that leads to it. */
export function connectionOf(nodeType: ClassType, name: string): ClassType {
  @Auth({ asParent: true })
  @Value()
  @ObjectType(`${name}Edge`, { description: `A ${name} and where it stands in the list.` })
  class Edge {
    @Field(() => String, { description: 'Opaque; good for this caller, this list and these filters only.' })
    readonly cursor!: string;

    @Field(() => nodeType, { nullable: true })
    readonly node!: unknown;
  }

  @Auth({ asParent: true })
  @Value()
  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}s (Relay).` })
  class Connection {
    @Field(() => [Edge])
    readonly edges!: Edge[];

    @Field(() => [nodeType], {
      nullable: 'items',
      description: 'The nodes of the edges; `null` where one cannot be shown, with an error that says so.',
    })
    readonly nodes!: unknown[];

    @Field(() => PageInfo)
    readonly pageInfo!: PageInfo;
  }

  return Connection;
}
