import { CLOSED_AFTER_MS } from './closedDays';

/** What `/dashboard` asks and draws: the platform for its administrators, a shop's sales for its owners. */
export const dashboard = {
  views: [
    {
      title: 'The platform',
      query: `query DashboardOfThePlatform($from: Date, $to: Date) {
  platformStatistics(from: $from, to: $to) {
    from to shopCount customerCount orderCount averageOrdersPerShop averageOrdersPerCustomer
    revenue { currencyCode suppressed amount { amount currencyCode } }
    ordersByDay { day orderCount suppressed }
    ordersByCategory { category orderCount suppressed }
  }
}`,
      object: ['platformStatistics'],
      figures: [
        { title: 'Shops', value: ['shopCount'] },
        { title: 'Customers', value: ['customerCount'] },
        { title: 'Orders', value: ['orderCount'] },
        { title: 'Orders per shop', value: ['averageOrdersPerShop'] },
        { title: 'Orders per customer', value: ['averageOrdersPerCustomer'] },
      ],
      charts: [
        {
          title: 'Orders by day',
          kind: 'days',
          unit: 'Orders',
          rows: ['ordersByDay'],
          label: ['day'],
          value: ['orderCount'],
          withheld: ['suppressed'],
        },
        {
          title: 'Orders by category',
          kind: 'bars',
          unit: 'Orders',
          rows: ['ordersByCategory'],
          label: ['category'],
          value: ['orderCount'],
          withheld: ['suppressed'],
        },
        {
          title: 'Revenue by currency',
          kind: 'table',
          unit: 'Revenue',
          rows: ['revenue'],
          label: ['currencyCode'],
          value: ['amount', 'amount'],
          withheld: ['suppressed'],
          currency: ['currencyCode'],
        },
      ],
    },
    {
      title: 'Sales',
      query: `query DashboardOfMyShops($from: Date, $to: Date) {
  viewer {
    shops {
      name
      sales(from: $from, to: $to) {
        orderCount
        total { amount currencyCode }
        averageOrderValue { amount currencyCode }
        byDay { day orderCount total { amount currencyCode } }
      }
    }
  }
}`,
      object: ['viewer', 'shops'],
      name: ['name'],
      figures: [
        { title: 'Orders', value: ['sales', 'orderCount'] },
        { title: 'Total', value: ['sales', 'total', 'amount'], currency: ['sales', 'total', 'currencyCode'] },
        {
          title: 'Average order',
          value: ['sales', 'averageOrderValue', 'amount'],
          currency: ['sales', 'averageOrderValue', 'currencyCode'],
        },
      ],
      charts: [
        {
          title: 'Sales by day',
          kind: 'days',
          unit: 'Sales',
          rows: ['sales', 'byDay'],
          label: ['day'],
          value: ['total', 'amount'],
          currency: ['total', 'currencyCode'],
        },
        {
          title: 'Orders by day',
          kind: 'days',
          unit: 'Orders',
          rows: ['sales', 'byDay'],
          label: ['day'],
          value: ['orderCount'],
        },
      ],
    },
    {
      // Apart: over fewer days than sales can be asked for.
      title: 'Products',
      query: `query DashboardOfMyProducts($from: Date, $to: Date) {
  viewer {
    shops {
      name
      sales(from: $from, to: $to) {
        topProducts(first: 10) { quantity product { name } }
      }
    }
  }
}`,
      object: ['viewer', 'shops'],
      name: ['name'],
      figures: [],
      charts: [
        {
          title: 'Products sold most',
          kind: 'bars',
          unit: 'Pieces',
          rows: ['sales', 'topProducts'],
          label: ['product', 'name'],
          value: ['quantity'],
        },
      ],
    },
  ],
  daysCompleteAfterMs: CLOSED_AFTER_MS,
  signIn: {
    signIn: `mutation SignInToTheDashboard($email: EmailAddress!, $password: String!) {
  signedIn: signIn(input: { email: $email, password: $password }) {
    challenge tokens { idToken } stepUp { token } userErrors { message }
  }
}`,
    answer: `mutation AnswerToTheDashboard($challenge: String!, $code: String!) {
  signedIn: answerSignInChallenge(input: { challenge: $challenge, code: $code }) {
    challenge tokens { idToken } stepUp { token } userErrors { message }
  }
}`,
  },
} as const;
