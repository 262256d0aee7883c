import type { AccessConfiguration } from '../../src/access/AccessConfiguration';
import type { Codec } from '../../src/model/annotations';
import type { AccessPattern } from '../../src/model/AccessPattern';
import { compileModel, SchemaRuleError } from '../../src/model/checks/compileModel';
import { access } from '../access/principals';
import { annotated, attribute, computed, embedded, globalId, needs, stored, value, type Notes } from './annotated';

export const inCurrency: Codec = { shared: ['currency'], show: (shown) => shown };

/** A schema in which every rule is in order; each case below breaks one thing in it. */
export const SDL = `
  interface Node @auth(asParent: true) { id: ID }
  type Query {
    thing(id: ID!): Thing @auth(always: [PASSER, MEMBER, KEEPER])
    node(id: ID!): Node @auth(always: [PASSER, MEMBER, KEEPER])
    viewer: Viewer @auth(always: [PASSER, MEMBER, KEEPER, CHIEF])
  }
  type Mutation {
    change(input: ChangeInput!): Thing @auth(always: [KEEPER])
  }
  input ChangeInput @auth(always: [KEEPER]) { id: ID! name: String }
  type Viewer @auth(always: [PASSER, MEMBER, KEEPER, CHIEF]) { role: String! }
  type Thing implements Node @auth(visit: [PASSER], own: [MEMBER, KEEPER]) {
    id: ID
    name: String!
    price: Int
    cost: Int @auth(own: [KEEPER])
    margin: Int @auth(own: [KEEPER])
    token: String @auth(own: [KEEPER])
    place: Spot
    hours: [Hours!]!
    sibling: Thing
  }
  type Spot @auth(asParent: true) { street: String! door: Door note: String @auth(own: [KEEPER]) }
  type Door @auth(asParent: true) { colour: String code: String @auth(own: [KEEPER]) }
  type Hours @auth(asParent: true) { day: String! span: Span }
  type Span @auth(asParent: true) { opens: String! }
`;

export const NOTES: Notes = {
  Viewer: value(),
  Thing: stored({ facts: ['memberId'], shared: ['currency'] }),
  'Thing.id': globalId,
  'Thing.name': attribute(),
  'Thing.price': attribute(null, inCurrency),
  'Thing.cost': attribute(null, inCurrency),
  'Thing.margin': computed(['price', 'cost']),
  'Thing.token': needs('serial'),
  'Thing.place': attribute(),
  'Thing.hours': attribute(),
  'Thing.sibling': needs(),
  Spot: embedded,
  'Spot.street': attribute(),
  'Spot.door': attribute(),
  'Spot.note': attribute(),
  Door: embedded,
  'Door.colour': attribute(),
  'Door.code': attribute(),
  Hours: embedded,
  'Hours.day': attribute(),
  'Hours.span': attribute(),
  Span: embedded,
  'Span.opens': attribute(),
};

/** Replaces exactly one text in the SDL, so that a case cannot pass by changing nothing. */
export function edited(from: string, to: string): string {
  if (SDL.split(from).length !== 2) throw new Error(`expected "${from}" once in the SDL under test`);
  return SDL.replace(from, to);
}

interface Declared {
  readonly notes?: Notes;
  readonly access?: AccessConfiguration;
  readonly lists?: readonly AccessPattern[];
}

/** Why a schema does not start; nothing where it does. */
export function problemsIn(
  sdl: string,
  { notes = NOTES, access: roles = access, lists = [] }: Declared,
): readonly string[] {
  try {
    compileModel(annotated(sdl, notes), roles, lists);
    return [];
  } catch (cause) {
    if (cause instanceof SchemaRuleError) return cause.problems;
    throw cause;
  }
}

export function problemsOf(sdl: string, notes: Notes = NOTES): readonly string[] {
  return problemsIn(sdl, { notes });
}
