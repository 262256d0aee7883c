const BUYERS_AND_OWNERS = '@auth(roles: ["GUEST", "CUSTOMER", "SHOP_OWNER"])';
const OWNERS = '@auth(roles: ["SHOP_OWNER"])';

export const schema = `
  directive @auth(roles: [String!]!) on FIELD_DEFINITION
  scalar DateTime

  type Query {
    shop(id: ID!): Shop
    order(shop: ID!, id: ID!): Order ${OWNERS}
    customerOrders(first: Int!): [Order!] @auth(roles: ["CUSTOMER"])
    guestOrders(first: Int!): [Order!] @auth(roles: ["GUEST"])
  }

  type Mutation {
    annotateOrder(shop: ID!, id: ID!, internalNote: String!): Order ${OWNERS}
  }

  type Money {
    amount: String!
    currencyCode: String!
  }

  type Shop {
    id: ID!
    orders(first: Int!): [Order!] ${OWNERS}
    products(first: Int!): [Product!] ${BUYERS_AND_OWNERS}
  }

  type Order {
    number: String ${BUYERS_AND_OWNERS}
    status: String ${BUYERS_AND_OWNERS}
    placedAt: DateTime ${BUYERS_AND_OWNERS}
    updatedAt: DateTime ${BUYERS_AND_OWNERS}
    total: Money ${BUYERS_AND_OWNERS}
    note: String ${BUYERS_AND_OWNERS}
    customerName: String ${BUYERS_AND_OWNERS}
    lines: [OrderLine!] ${BUYERS_AND_OWNERS}
    internalNote: String ${OWNERS}
    platformFee: Int ${OWNERS}
  }

  type OrderLine {
    position: Int ${BUYERS_AND_OWNERS}
    name: String ${BUYERS_AND_OWNERS}
    quantity: Int ${BUYERS_AND_OWNERS}
    unitPrice: Money ${BUYERS_AND_OWNERS}
    lineTotal: Money ${BUYERS_AND_OWNERS}
    product: Product ${BUYERS_AND_OWNERS}
  }

  type Product {
    name: String ${BUYERS_AND_OWNERS}
    description: String ${BUYERS_AND_OWNERS}
    category: String ${BUYERS_AND_OWNERS}
    price: Money ${BUYERS_AND_OWNERS}
    available: Boolean ${BUYERS_AND_OWNERS}
    imageUrl: String ${BUYERS_AND_OWNERS}
    stock: Int ${OWNERS}
    supplier: String ${OWNERS}
  }
`;
