import { toGlobalId } from '../../src/model/globalId';
import type { Item } from '../../src/storage/requests';
import { serve } from '../projection/apiUnderTest';
import {
  PARTS,
  type ApiSpec,
  type FieldSpec,
  type GrantSpec,
  type MapSpec,
  type TypeSpec,
} from '../projection/randomApi';
import type { Spot, WhoAsks } from '../projection/randomWorld';
import { runs } from '../support/runs';
import { compareAnswers, type Cells } from './comparison';
import { prepared } from './operate';
import { BY_REFERENCE, specified } from './specified';

/*
 * Every rule of a type with every rule of its fields, for every kind of caller, on an item in every state that a rule can look at, in
 * every selection, mode and executor.
 */

type Ruled = Pick<TypeSpec, 'rule' | 'mfa' | 'absentWhen'>;

const by = (condition: GrantSpec['condition'], ...roles: string[]): GrantSpec[] =>
  roles.map((role) => ({ role, condition }));

const TYPE_RULES: readonly Ruled[] = [
  { rule: by('always', 'PASSER', 'MEMBER', 'KEEPER', 'CHIEF') },
  { rule: by('own', 'MEMBER', 'KEEPER') },
  { rule: [...by('visit', 'PASSER', 'MEMBER'), ...by('own', 'KEEPER')] },
  { rule: by('own', 'PASSER', 'MEMBER', 'KEEPER'), absentWhen: { fact: 'goneAt', roles: ['PASSER', 'MEMBER'] } },
  {
    rule: [...by('always', 'CHIEF', 'MEMBER'), ...by('visit', 'KEEPER')],
    absentWhen: { fact: 'goneAt', roles: ['MEMBER'] },
  },
  { rule: [...by('own', 'MEMBER'), ...by('always', 'KEEPER')], mfa: true },
];
const FIELD_RULES: readonly Pick<FieldSpec, 'rule' | 'mfa'>[] = [
  { rule: null },
  { rule: by('own', 'KEEPER') },
  { rule: by('own', 'MEMBER', 'PASSER') },
  { rule: [...by('visit', 'PASSER', 'MEMBER'), ...by('own', 'MEMBER')] },
  { rule: by('always', 'CHIEF', 'MEMBER') },
  { rule: [...by('own', 'MEMBER', 'KEEPER'), ...by('always', 'PASSER')], mfa: true },
];

const PLAIN = { rule: null, map: null, isWhole: false, leadsTo: null };

function attribute(name: string, more: Partial<FieldSpec> = {}): FieldSpec {
  return { ...PLAIN, name, made: 'attribute', takes: [name], ...more };
}

function lead(name: string, leadsTo: string, more: Partial<FieldSpec> = {}): FieldSpec {
  return { ...PLAIN, name, made: 'relation', takes: [], leadsTo, ...more };
}

const OWNED_BY: Readonly<Record<string, string>> = { PASSER: 'sessionId', MEMBER: 'memberId' };

/** Facts that some rule looks at, beside the tenant. */
function looked(...rules: readonly (readonly GrantSpec[] | null)[]): string[] {
  const grants = rules.flatMap((rule) => rule ?? []).filter(({ condition }) => condition === 'own');
  return [...new Set(grants.flatMap(({ role }) => OWNED_BY[role] ?? []))];
}

function smallApi(type: Ruled, field: (typeof FIELD_RULES)[number], existsWhenOwned: boolean): ApiSpec {
  const spot: MapSpec = { name: 'Spot', fields: [attribute('street'), attribute('note', field)] };
  const hours: MapSpec = { name: 'Hours', fields: [attribute('day')] };
  const facts = looked(type.rule, field.rule);
  const inherits = looked(field.rule);
  const open = by('always', 'PASSER', 'MEMBER', 'KEEPER', 'CHIEF');
  const plain = { facts: [], inherits: [], existsWhenOwned: false };
  const types: TypeSpec[] = [
    {
      ...type,
      ...plain,
      name: 'Thing',
      pk: 'PLACE#{placeId}',
      sk: 'THING#{thingId}',
      keyNames: ['placeId', 'thingId'],
      facts: type.absentWhen ? [...facts, 'goneAt'] : facts,
      fields: [
        attribute('name'),
        attribute('cost', field),
        attribute('spot', { map: spot }),
        attribute('hours', { map: hours, isWhole: true, ...field }),
        lead('place', 'Place'),
        lead('parts', 'Part', { takes: inherits }),
      ],
    },
    {
      ...plain,
      ...field,
      name: 'Part',
      rule: field.rule ?? open,
      pk: 'PLACE#{placeId}',
      sk: 'PART#{thingId}#{part}',
      keyNames: ['placeId', 'thingId', 'part'],
      inherits,
      fields: [attribute('label'), attribute('price', field), lead('thing', 'Thing')],
    },
    {
      ...plain,
      name: 'Member',
      rule: by('own', 'MEMBER'),
      pk: 'MEMBER#{memberId}',
      sk: 'PROFILE',
      keyNames: ['memberId'],
      existsWhenOwned,
      fields: [
        attribute('nick'),
        attribute('secret', { rule: by('always', 'CHIEF') }),
        lead('loose', 'Loose', { made: 'list' }),
      ],
    },
    {
      ...plain,
      name: 'Place',
      rule: [...by('visit', 'PASSER', 'MEMBER'), ...by('own', 'KEEPER'), ...by('always', 'CHIEF')],
      pk: 'PLACE#{placeId}',
      sk: 'PLACE',
      keyNames: ['placeId'],
      fields: [
        attribute('title'),
        attribute('tax', { rule: by('own', 'KEEPER') }),
        lead('things', 'Thing', { made: 'list' }),
      ],
    },
    {
      ...plain,
      name: 'Loose',
      rule: [...by('own', 'MEMBER'), ...by('always', 'CHIEF')],
      pk: 'LOOSE#{looseId}',
      sk: 'LOOSE',
      keyNames: ['looseId'],
      facts: ['memberId'],
      fields: [attribute('text')],
    },
  ];
  return { types, maps: [spot, hours] };
}

const SHOWN = { name: 'a', cost: 'b', spot: { street: 'c', note: 'd' }, hours: [{ day: 'e' }, { day: 'f' }] };
/** What a thing can be like: a state each. */
const THINGS: readonly (Item | null)[] = [
  null,
  { ...SHOWN },
  { ...SHOWN, memberId: 'm1', sessionId: 's2' },
  { ...SHOWN, memberId: 'm2', sessionId: 's1' },
  { ...SHOWN, memberId: 'm1', goneAt: 'x' },
  { ...SHOWN, sessionId: 's1', goneAt: 7 },
  { ...SHOWN, memberId: 7, sessionId: '' },
  { memberId: 'm1', spot: { note: 'd' } },
  { memberId: 'm1', sessionId: 's1', spot: { street: 'c' } },
];

function worldOf({ types }: ApiSpec) {
  const spot = (name: string, params: Readonly<Record<string, string>>, has: Item | null): Spot => {
    const type = types.find((each) => each.name === name)!;
    const [pk = '', sk = ''] = [type.pk, type.sk].map((text) =>
      text.replace(/\{(\w+)\}/g, (_, each: string) => params[each] ?? ''),
    );
    const id = toGlobalId(name, ...type.keyNames.map((each) => params[each] ?? ''));
    return { type, params, key: `${pk} ${sk}`, id, item: has && { pk, sk, ...has } };
  };
  const things = THINGS.map((has, at) => ({ params: { placeId: 'p1', thingId: `t${String(at)}` }, has }));
  const loose = (looseId: string, memberId: string) =>
    spot('Loose', { looseId }, { memberId, text: 'x', gsi1pk: `MEMBER#${memberId}`, gsi1sk: looseId });
  const spots = [
    ...things.map(({ params, has }) => spot('Thing', params, has)),
    ...things.flatMap(({ params }, at) =>
      PARTS.map((part) =>
        spot('Part', { ...params, part }, part === '2' && at % 2 === 0 ? null : { label: 'l', price: 'p' }),
      ),
    ),
    spot('Member', { memberId: 'm1' }, { nick: 'n', secret: 's' }),
    spot('Member', { memberId: 'm2' }, null),
    spot('Place', { placeId: 'p1' }, { title: 't', tax: 'x' }),
    loose('l1', 'm1'),
    loose('l2', 'm2'),
  ];
  return { spots, items: spots.flatMap(({ item }) => (item ? [item] : [])) };
}

interface Asks {
  readonly roles: readonly string[];
  readonly subject?: string;
  readonly session?: string;
  readonly tenants?: readonly string[];
  readonly visit?: 'current' | 'rotated' | 'elsewhere';
  readonly hasSecondFactor?: boolean;
}

const ASKING: readonly Asks[] = [
  { roles: [] },
  { roles: [], subject: 'm1', visit: 'current' },
  { roles: ['PASSER'] },
  { roles: ['PASSER'], visit: 'current' },
  { roles: ['PASSER'], session: 's1' },
  { roles: ['PASSER'], session: 's1', visit: 'current' },
  { roles: ['PASSER'], session: 's1', visit: 'rotated', hasSecondFactor: false },
  { roles: ['MEMBER'], subject: 'm1' },
  { roles: ['MEMBER'], subject: 'm1', hasSecondFactor: false },
  { roles: ['MEMBER'], subject: 'm2', visit: 'current' },
  { roles: ['MEMBER'], subject: 'm2', visit: 'elsewhere' },
  { roles: ['KEEPER'], subject: 'm3' },
  { roles: ['KEEPER'], subject: 'm3', tenants: ['p1'] },
  { roles: ['KEEPER'], subject: 'm1', tenants: ['p2'], visit: 'current' },
  { roles: ['KEEPER', 'MEMBER'], subject: 'm1', tenants: ['p1'], hasSecondFactor: false },
  { roles: ['MEMBER', 'KEEPER'], subject: 'm1', tenants: ['p2'] },
  { roles: ['CHIEF'], subject: 'm1', visit: 'current' },
  { roles: ['CHIEF', 'MEMBER'], subject: 'm1' },
];

const SOME_TIME = { startedAt: new Date(0), expiresAt: new Date(0) };

function whoAsks({ roles, subject = '', session, tenants = [], visit, hasSecondFactor = true }: Asks): WhoAsks {
  const isVisitCurrent = visit !== 'rotated';
  return {
    caller: {
      roles,
      hasSecondFactor,
      subject: subject || null,
      guestSession: session === undefined ? null : { ...SOME_TIME, id: session },
      visit: visit === undefined ? null : { tenant: visit === 'elsewhere' ? 'p2' : 'p1', serial: 1 },
      email: null,
      signIn: null,
      device: null,
    },
    tenants: new Set(tenants),
    isVisitCurrent,
    source: { tenantsOf: () => Promise.resolve(new Set(tenants)), isCurrent: () => Promise.resolve(isVisitCurrent) },
  };
}

const SELECTIONS = [
  'id',
  '__typename name',
  'cost',
  'name cost id',
  'spot { street }',
  'spot { note }',
  'one: spot { street } other: spot { note __typename } cost',
  'hours { day } spot { street note }',
  'place { title tax }',
  'parts { label }',
  'parts { id price thing { cost } }',
  'cost place { things { nodes { name } edges { node { cost } } } }',
];
const ROOTS = [
  'loose(of: "m2") { nodes { text } }',
  'things(of: "p1") { nodes { id name cost } }',
  'things(of: "p1") { edges { node { spot { note street } parts { price } } } }',
  'loose(of: "m1") { nodes { text id } edges { node { text } } }',
  ...['m1', 'm2'].flatMap((member) => {
    const id = toGlobalId('Member', member);
    return ['id', 'nick', 'nick secret', 'id loose { nodes { text } }'].map(
      (below) => `node(id: "${id}") { ... on Member { ${below} } }`,
    );
  }),
];

/** All things in one document, one alone, and the other roots. */
function documents({ spots }: ReturnType<typeof worldOf>): string[] {
  const things = spots.filter(({ type }) => type.name === 'Thing');
  const asked = (id: string, below: string) => `node(id: "${id}") { ... on Thing { ${below} } }`;
  const together = SELECTIONS.map((below) =>
    things.map(({ id }, at) => `t${String(at)}: ${asked(id, below)}`).join(' '),
  );
  const alone = things.flatMap(({ id }, at) =>
    SELECTIONS.filter((_, turn) => (turn + at) % 9 === 0).map((below) => asked(id, below)),
  );
  return [...together, ...alone, ...ROOTS].map((text) => `query ($yes: Boolean, $no: Boolean) { ${text} }`);
}

test('each answer of each small world is what it should be, by both executors in all modes', async () => {
  const cells: Cells = { fields: 0, denials: 0, refusals: 0 };
  const apis = TYPE_RULES.flatMap((type, at) =>
    FIELD_RULES.map((field, turn) => smallApi(type, field, (at + turn) % 2 === 0)),
  );
  const step = runs({ test: 17, soak: 1 });
  for (let at = step >> 1; at < apis.length; at += step) {
    const spec = apis[at]!;
    const world = worldOf(spec);
    const both = { specified: specified(spec), served: serve(spec, BY_REFERENCE), world };
    for (const query of documents(world)) {
      const asked = prepared(both.served, query);
      for (const who of ASKING) await compareAnswers(both, whoAsks(who), asked, cells);
    }
  }
  expect(cells.fields).toBeGreaterThanOrEqual(runs({ test: 50_000, soak: 800_000 }));
});
