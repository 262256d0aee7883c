import { readFileSync } from 'node:fs';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import { buildApi } from '../../src/compose/api';
import { documentedSchema } from '../../src/compose/documentedSchema';
import { auditSdl } from './auditSdl';
import { fieldsOf, readSdl, SDL_FILE } from './schemaText';

describe('the whole schema, as its SDL says it', () => {
  const sdl = readSdl();

  it('the audited text is the schema that is served', () => {
    const served = printSchemaWithDirectives(lexicographicSortSchema(documentedSchema(buildApi())));
    expect(readFileSync(SDL_FILE, 'utf8').trim()).toBe(served.trim());
  });

  it('every type and field has a rule, tells it, and can answer null where it can be denied', () => {
    expect(fieldsOf(sdl).length).toBeGreaterThan(100);
    expect(auditSdl(sdl)).toEqual([]);
  });
});

/** A schema in which all is well, to plant mistakes in. */
const SOUND = `
  type Query {
    """Visible to: GUEST, CUSTOMER, SHOP_OWNER, PLATFORM_ADMIN."""
    thing(id: ID!): Thing @auth(always: [GUEST, CUSTOMER, SHOP_OWNER, PLATFORM_ADMIN])
  }
  interface Node @auth(asParent: true) { id: ID! }
  """Visible to: GUEST (visit), SHOP_OWNER (own)."""
  type Thing implements Node @auth(visit: [GUEST], own: [SHOP_OWNER]) {
    """Visible to: GUEST (visit), SHOP_OWNER (own)."""
    id: ID!
    """
    What it costs.

    Visible to: SHOP_OWNER (own).
    """
    cost: Amount @auth(own: [SHOP_OWNER])
    """Visible to: GUEST (visit), SHOP_OWNER (own)."""
    parts: [Thing!]!
    """Visible to: GUEST (visit), SHOP_OWNER (own)."""
    whole: Thing
  }
  type Amount @auth(asParent: true) { amount: String! }
  input ThingInput @auth(own: [SHOP_OWNER]) { name: String }
`;

describe('the audit finds what is planted', () => {
  it('nothing in a sound schema', () => {
    expect(auditSdl(readSdl(SOUND))).toEqual([]);
  });

  it.each([
    ['a type without a rule', 'type Amount @auth(asParent: true)', 'type Amount', 'Amount: expected @auth'],
    ['an interface without a rule', 'interface Node @auth(asParent: true)', 'interface Node', 'Node: expected @auth'],
    ['an input without a rule', ' @auth(own: [SHOP_OWNER]) { name', ' { name', 'ThingInput: expected @auth'],
    [
      'a root field without a rule',
      'Thing @auth(always: [GUEST, CUSTOMER, SHOP_OWNER, PLATFORM_ADMIN])',
      'Thing',
      'Query.thing: expected @auth',
    ],
    [
      'a root field open to its parent',
      '@auth(always: [GUEST, CUSTOMER, SHOP_OWNER, PLATFORM_ADMIN])',
      '@auth(asParent: true)',
      'Query.thing: expected roles',
    ],
    ['a deniable field that is non-null', 'cost: Amount', 'cost: Amount!', 'Thing.cost: expected a nullable type'],
    [
      'a deniable root field that is non-null',
      'thing(id: ID!): Thing @auth(always: [GUEST, ',
      'thing(id: ID!): Amount! @auth(always: [',
      'Query.thing: expected a nullable type, since it can be denied',
    ],
    [
      'an item that may be absent, non-null',
      'whole: Thing',
      'whole: Thing!',
      'Thing.whole: expected a nullable type, since the Thing',
    ],
    [
      'a sentence that says too much',
      'Visible to: SHOP_OWNER (own).\n',
      'Visible to: GUEST, SHOP_OWNER (own).\n',
      'Thing.cost: expected the description',
    ],
    [
      'a sentence that is not there',
      '"""Visible to: GUEST (visit), SHOP_OWNER (own)."""\n    whole',
      'whole',
      'Thing.whole: expected the description',
    ],
    [
      'a sentence on a value',
      'type Amount',
      '"""Visible to: GUEST."""\n  type Amount',
      'Amount: expected the description',
    ],
    [
      'a type’s sentence that forgets its condition',
      '"""Visible to: GUEST (visit), SHOP_OWNER (own)."""\n  type',
      '"""Visible to: GUEST, SHOP_OWNER."""\n  type',
      'Thing: expected the description',
    ],
    [
      'a redeclared field with a rule of its own',
      'id: ID!\n    """\n',
      'id: ID! @auth(visit: [GUEST], own: [SHOP_OWNER])\n    """\n',
      'Thing.id: expected the rule of Node.id',
    ],
    [
      'a hidden attribute',
      'type Amount @auth(asParent: true) {',
      'type Amount @auth(asParent: true) { accessCode: String',
      'Amount.accessCode: shows',
    ],
    [
      'an input that takes what nobody writes',
      '{ name: String',
      '{ commissionRate: String',
      'ThingInput.commissionRate: takes',
    ],
  ])('%s', (_mistake, sound, planted, finding) => {
    const text = SOUND.replace(sound, planted);
    expect(text).not.toBe(SOUND);
    expect(auditSdl(readSdl(text)).join('\n')).toContain(finding);
  });

  it.each([
    ['an unknown role', '@auth(own: [SHOP_OWNER]) { name', '@auth(own: [KEEPER]) { name'],
    ['an unknown condition', '@auth(own: [SHOP_OWNER]) { name', '@auth(sometimes: [SHOP_OWNER]) { name'],
    ['two directives', '@auth(own: [SHOP_OWNER]) { name', '@auth(own: [SHOP_OWNER]) @auth(own: [GUEST]) { name'],
  ])('%s cannot be read at all', (_mistake, sound, planted) => {
    expect(() => readSdl(SOUND.replace(sound, planted))).toThrow(RangeError);
  });
});
