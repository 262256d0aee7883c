import { Denials, denialMessage, together } from '../../src/response/Denials';
import { always, access, grant, own, rule, principal, visit } from '../access/principals';

const passer = principal(['PASSER']);
const member = principal(['MEMBER'], { subject: ['m1'] });
const ofKeepers = rule(grant('KEEPER', own));

describe('what was denied is told once a coordinate', () => {
  test('with the path where it was first met, and how often it was met', () => {
    const denials = new Denials(access);
    denials.add('Shop.taxId', ofKeepers, member, ['shops', 0, 'taxId']);
    denials.add('Shop.orders', ofKeepers, member, ['shops', 0, 'orders']);
    denials.add('Shop.taxId', ofKeepers, member, ['shops', 1, 'alias']);
    denials.add('Shop.taxId', ofKeepers, member, ['shops', 2, 'taxId']);
    expect(denials.all).toEqual([
      {
        coordinate: 'Shop.taxId',
        code: 'FORBIDDEN',
        requires: 'KEEPER as the keeper of this place',
        path: ['shops', 0, 'taxId'],
        count: 3,
      },
      expect.objectContaining({ coordinate: 'Shop.orders', count: 1, path: ['shops', 0, 'orders'] }),
    ]);
  });

  test('thousands of rows are one entry', () => {
    const denials = new Denials(access);
    for (let row = 0; row < 5_000; row += 1) denials.add('Shop.taxId', ofKeepers, member, [row]);
    expect(denials.all).toHaveLength(1);
    expect(denials.all[0]).toMatchObject({ count: 5_000, path: [0] });
  });

  describe('in the order of the answer, whichever the store answered first', () => {
    const shops = [{ shop: { iban: null } }, { shop: { iban: null } }];
    const data = { orders: { edges: shops, nodes: shops }, taxId: null, aShop: { name: 'A', gone: null } };
    const denials = new Denials(access);
    denials.add('Shop.name', ofKeepers, member, ['aShop', 'gone', 'name']);
    denials.add('Shop.taxId', ofKeepers, member, ['taxId']);
    denials.add('Shop.taxId', ofKeepers, member, ['aShop', 'gone', 'taxId']);
    denials.add('Shop.iban', ofKeepers, member, ['orders', 'nodes', 1, 'shop', 'iban']);
    denials.add('Shop.iban', ofKeepers, member, ['orders', 'nodes', 0, 'shop', 'iban']);
    denials.add('Shop.iban', ofKeepers, member, ['orders', 'edges', 1, 'shop', 'iban']);
    denials.add('Shop.iban', ofKeepers, member, ['orders', 'edges', 0, 'shop', 'iban']);
    denials.add('Shop.iban', ofKeepers, member, ['orders', 'edges', 2, 'shop', 'iban']);
    denials.add('Query.shop', ofKeepers, member, []);
    const [ofAll, ofIban] = [
      { coordinate: 'Query.shop', path: [], count: 1 },
      { coordinate: 'Shop.iban', path: ['orders', 'edges', 0, 'shop', 'iban'] },
    ];

    test('of what stands in it: what lies below a null is neither told nor counted', () => {
      expect(denials.within(data)).toMatchObject([
        ofAll,
        { ...ofIban, count: 4 },
        { coordinate: 'Shop.taxId', path: ['taxId'], count: 1 },
      ]);
      expect(denials.within(null)).toMatchObject([ofAll]);
    });

    test('and of all that was met', () => {
      expect(denials.ordered(data)).toMatchObject([
        ofAll,
        { ...ofIban, count: 5 },
        { coordinate: 'Shop.taxId', path: ['taxId'], count: 2 },
        { coordinate: 'Shop.name', count: 1 },
      ]);
      expect(denials.ordered(null).map(({ coordinate }) => coordinate)).toHaveLength(4);
    });
  });

  describe('where the operation is to be refused for them', () => {
    const met = () => {
      const denials = new Denials(access);
      denials.add('Shop.taxId', ofKeepers, member, ['shop', 'taxId']);
      return denials;
    };

    test('of what stands in the answer, and there is nothing to refuse where none does', () => {
      expect(met().refusing({ shop: { taxId: null } })).toMatchObject([{ coordinate: 'Shop.taxId' }]);
      for (const data of [{ shop: null }, null, undefined]) {
        const denials = met();
        expect([denials.refusing(data), denials.haveRefused]).toEqual([[], false]);
      }
    });

    test('of all that was met, where it was refused on its way', () => {
      const denials = met();
      expect(() => denials.refuseIfMet('here')).toThrow('here');
      expect([denials.refusing({ shop: null }).length, denials.haveRefused]).toEqual([1, true]);
    });

    test('nothing is refused where none was met', () => {
      const denials = new Denials(access);
      denials.refuseIfMet('here');
      denials.refuse([], member, 'here');
      expect([denials.refusing({ shop: null }), denials.haveRefused]).toEqual([[], false]);
    });
  });

  test('of several answers each is judged by its own data, and they are told together', () => {
    const all = new Denials(access);
    const answers = [{ thing: null }, { thing: { taxId: null } }, { thing: { taxId: null } }];
    const told = answers.map((data) => {
      const denials = all.ofOneAnswer();
      denials.add('Shop.taxId', ofKeepers, member, ['thing', 'taxId']);
      return denials.within(data);
    });
    expect(told.map(({ length }) => length)).toEqual([0, 1, 1]);
    expect(together(told)).toMatchObject([{ coordinate: 'Shop.taxId', count: 2, path: ['thing', 'taxId'] }]);
    expect(all.all).toMatchObject([{ coordinate: 'Shop.taxId', count: 3 }]);
  });

  test('nothing denied is no entry, and one operation’s are not another’s', () => {
    new Denials(access).add('Shop.taxId', ofKeepers, member, []);
    expect(new Denials(access).all).toEqual([]);
  });
});

describe('the code says whether signing in would help', () => {
  test.each([
    ['a visitor, where a role may that signing in gives', passer, ofKeepers, 'UNAUTHENTICATED'],
    ['a visitor, where a visit is what is missing', passer, rule(grant('PASSER', visit)), 'FORBIDDEN'],
    ['a visitor, where nobody may', passer, rule(), 'FORBIDDEN'],
    ['somebody signed in', member, ofKeepers, 'FORBIDDEN'],
    [
      'somebody signed in without any role',
      principal([], { subject: ['x'] }),
      rule(grant('MEMBER', always)),
      'FORBIDDEN',
    ],
  ])('to %s', (_, who, any, code) => {
    const denials = new Denials(access);
    denials.add('Shop.taxId', any, who, []);
    expect(denials.all[0]?.code).toBe(code);
  });
});

test('the sentence names the field and what it takes, and advises where that helps', () => {
  const denials = new Denials(access);
  denials.add('Shop.taxId', ofKeepers, passer, []);
  denials.add('Shop.products', rule(grant('PASSER', visit)), passer, []);
  expect(denials.all.map((denial) => denialMessage(denial))).toEqual([
    'You may not see Shop.taxId; it takes KEEPER as the keeper of this place. Sign in or start a session, then ask again.',
    'You may not see Shop.products; it takes PASSER with a current visit token of this place.',
  ]);
});

describe('a second factor that is missing is told apart', () => {
  const asking = { ...ofKeepers, needsSecondFactor: true };
  const keeper = principal(['KEEPER'], { subject: ['k1'], tenants: ['p1'] }, false);

  test('where it is all that is missing: clients can ask the person for it', () => {
    const denials = new Denials(access);
    denials.add('Shop.payoutIban', asking, keeper, ['shop', 'payoutIban']);
    const [denial] = denials.all;
    expect(denial).toMatchObject({
      code: 'FORBIDDEN',
      requires: 'KEEPER as the keeper of this place, and a second factor (header x-step-up-token)',
      secondFactor: 'REQUIRED',
    });
    expect(denialMessage(denial!)).toMatch(/Prove your second factor, then ask again/);
  });

  test('and not where something else is missing, or nothing of it', () => {
    for (const who of [member, passer, principal(['KEEPER'], { tenants: [] })]) {
      const denials = new Denials(access);
      denials.add('Shop.payoutIban', asking, who, []);
      expect(denials.all[0]).not.toHaveProperty('secondFactor');
    }
  });
});
