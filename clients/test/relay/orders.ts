import { graphql } from 'relay-runtime';

/* As in menu.ts: read by relay-compiler alone. */

/** The orders of a guest session: `@refetchable` reads the next page by `viewer`. */
export const Orders_viewer = graphql`
  fragment Orders_viewer on Viewer
  @refetchable(queryName: "OrdersPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    roles
    guestOrders(first: $count, after: $cursor) @connection(key: "Orders_guestOrders") {
      __id
      edges {
        node {
          ...OrderCard_order @relay(mask: false)
        }
      }
    }
  }
`;

export const OrderCard_order = graphql`
  fragment OrderCard_order on Order {
    id
    number
    status
    placedAt
    total {
      amount
      currencyCode
    }
  }
`;

export const OrdersQuery = graphql`
  query OrdersQuery {
    viewer {
      ...Orders_viewer
    }
  }
`;

/** The new order goes into the lists of orders that are in the store. */
export const PlaceOrderMutation = graphql`
  mutation PlaceOrderMutation($input: PlaceOrderInput!, $connections: [ID!]!) {
    placeOrder(input: $input) {
      order @prependNode(connections: $connections, edgeTypeName: "OrderEdge") {
        ...OrderCard_order @relay(mask: false)
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

export const CancelOrderMutation = graphql`
  mutation CancelOrderMutation($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
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
`;

export const OrderChangedSubscription = graphql`
  subscription OrderChangedSubscription($orderId: ID!) {
    orderChanged(orderId: $orderId, initial: true) {
      ...OrderCard_order @relay(mask: false)
    }
  }
`;
