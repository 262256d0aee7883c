import { graphql } from 'relay-runtime';

/*
 * What Relay’s compiler reads. Nobody runs this file: a build replaces each tag by what was compiled of it, which `relay.ts` imports itself.
 */

export const documents = [
  graphql`
    query relayDocumentsRolesQuery {
      viewer {
        roles
      }
    }
  `,

  graphql`
    query relayDocumentsRegisterQuery($id: ID!) {
      shop(id: $id) {
        name
        taxId
      }
    }
  `,

  graphql`
    mutation relayDocumentsPlaceMutation($input: PlaceOrderInput!) {
      placeOrder(input: $input) {
        order {
          id
          status
        }
        userErrors {
          code
          message
        }
      }
    }
  `,

  // A list as `usePaginationFragment` takes it: the compiler makes the query for the next page of it, by the node of the shop.
  graphql`
    fragment relayDocuments_orders on Shop
    @argumentDefinitions(first: { type: "Int", defaultValue: 7 }, after: { type: "String" })
    @refetchable(queryName: "relayDocumentsNextOrdersQuery") {
      orders(first: $first, after: $after) @connection(key: "relayDocuments_orders") {
        edges {
          node {
            number
          }
        }
      }
    }
  `,

  graphql`
    query relayDocumentsOrdersQuery($id: ID!) {
      shop(id: $id) {
        id
        ...relayDocuments_orders
      }
    }
  `,

  graphql`
    subscription relayDocumentsProgressSubscription($orderId: ID!) {
      orderChanged(orderId: $orderId, initial: true) {
        id
        status
      }
    }
  `,
];
