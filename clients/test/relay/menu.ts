import { graphql } from 'relay-runtime';

/*
 * Read by relay-compiler, and by no program: what it makes of this stands in `generated/`. In an app with Relay's Babel or SWC plugin
 * these stand beside the components that use them.
 */

/** The catalogue of a shop, page by page: `@refetchable` reads the next page by `node(id:)`. */
export const Menu_shop = graphql`
  fragment Menu_shop on Shop
  @refetchable(queryName: "MenuPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 2 }
    cursor: { type: "String" }
    category: { type: "String" }
  ) {
    name
    open
    products(first: $count, after: $cursor, category: $category) @connection(key: "Menu_products") {
      edges {
        node {
          id
          name
          price {
            amount
            currencyCode
          }
          allergens
        }
      }
    }
  }
`;

export const MenuQuery = graphql`
  query MenuQuery($shopId: ID!) {
    shop(id: $shopId) {
      ...Menu_shop
    }
  }
`;

/** Any object by its global id. */
export const AnythingQuery = graphql`
  query AnythingQuery($id: ID!, $ids: [ID!]!) {
    node(id: $id) {
      __typename
      id
      ... on Shop {
        name
      }
      ... on Product {
        name
      }
    }
    nodes(ids: $ids) {
      __typename
      id
    }
  }
`;
