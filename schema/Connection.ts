import { Field, ObjectType, type ClassType } from 'type-graphql';
import { Auth, Value } from '../src/model/annotations';

@Auth({ asParent: true })
@Value()
@ObjectType({ description: 'Where a page stands in its list (Relay’s PageInfo).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether the list has more items after this page that the caller may see.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether the page was asked for with `after`, so that there may be items before it. Lists cannot be read ' +
      'backwards.',
  })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first edge of this page; null if the page is empty.',
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last edge of this page. Send it as `after`, with the same filters, to get the next page. A ' +
      'page without edges has one as well if `hasNextPage` is true: go on from there. Otherwise it is null.',
  })
  readonly endCursor!: string | null;
}

/** The connection type of a node type: a page of a list, as visible as the field that leads to it. */
export function connectionOf(nodeType: ClassType, name: string): ClassType {
  @Auth({ asParent: true })
  @Value()
  @ObjectType(`${name}Edge`, { description: `One place in a list: the ${name} that stands there, and its cursor.` })
  class Edge {
    @Field(() => String, {
      description:
        'The place of this item in the list, to be sent as `after`. It is opaque, and valid only for the same caller, the ' +
        'same list and the same filters.',
    })
    readonly cursor!: string;

    @Field(() => nodeType, {
      nullable: true,
      description: 'The item at this place; null if it cannot be shown, and then `errors` says why.',
    })
    readonly node!: unknown;
  }

  @Auth({ asParent: true })
  @Value()
  @ObjectType(`${name}Connection`, { description: `One page of a list (Relay). Its nodes are of the type ${name}.` })
  class Connection {
    @Field(() => [Edge], { description: 'The items of this page with their cursors, in the order of the list.' })
    readonly edges!: Edge[];

    @Field(() => [nodeType], {
      nullable: 'items',
      description:
        'The items of this page without their cursors. An item that cannot be shown is null, and then `errors` says why.',
    })
    readonly nodes!: unknown[];

    @Field(() => PageInfo, { description: 'Whether there is a next page, and the cursor with which to ask for it.' })
    readonly pageInfo!: PageInfo;
  }

  return Connection;
}
