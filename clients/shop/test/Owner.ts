import { OWNER_1 } from '../../../src/local/localUsers';

const SHOP = 'viewer { shops { id } }';

/** The owner of the shop, by the API alone: what happens elsewhere while a page is open. */
export class Owner {
  private constructor(
    private readonly url: string,
    private readonly idToken: string,
  ) {}

  static async signIn(url: string, email: string, password: string): Promise<Owner> {
    const mutation = 'mutation ($input: SignInInput!) { signIn(input: $input) { tokens { idToken } } }';
    const { signIn } = await ask(url, {}, mutation, { input: { email, password } });
    return new Owner(url, signIn.tokens.idToken);
  }

  async visitToken(): Promise<string> {
    const { viewer } = await this.ask('{ viewer { shops { visitToken } } }');
    return viewer.shops[0].visitToken;
  }

  async rotateVisitToken(): Promise<void> {
    await this.mutate('rotateVisitToken', 'RotateVisitTokenInput', { shopId: await this.shopId() });
  }

  /** How many there are of a product from now on. */
  async setStock(name: string, stock: number): Promise<void> {
    const { viewer } = await this.ask('{ viewer { shops { products(first: 100) { nodes { id name } } } } }');
    const product = viewer.shops[0].products.nodes.find((each: { name: string }) => each.name === name);
    await this.mutate('updateProduct', 'UpdateProductInput', { productId: product.id, stock });
  }

  async advance(number: string, to: string): Promise<void> {
    await this.mutate('advanceOrder', 'AdvanceOrderInput', { orderId: await this.orderId(number), to });
  }

  /** The numbers of the newest orders, and what became of them. */
  async orders(): Promise<readonly { id: string; number: string; status: string; customerName: string }[]> {
    const { viewer } = await this.ask(
      '{ viewer { shops { orders(first: 20) { nodes { id number status customerName } } } } }',
    );
    return viewer.shops[0].orders.nodes;
  }

  private async orderId(number: string): Promise<string> {
    const order = (await this.orders()).find((each) => each.number === number);
    if (!order) throw new Error(`expected an order ${number} of ${OWNER_1.about}`);
    return order.id;
  }

  private async shopId(): Promise<string> {
    const { viewer } = await this.ask(`{ ${SHOP} }`);
    return viewer.shops[0].id;
  }

  private async mutate(name: string, type: string, input: object): Promise<void> {
    const mutation = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { message } } }`;
    const data = await this.ask(mutation, { input });
    expect(data[name].userErrors).toEqual([]);
  }

  private async ask(query: string, variables: object = {}) {
    return ask(this.url, { authorization: `Bearer ${this.idToken}` }, query, variables);
  }
}

// The shape is what is asked for.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answer = any;

async function ask(url: string, headers: object, query: string, variables: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
