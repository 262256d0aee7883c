import { Directive, Extensions } from 'type-graphql';
import type { AttributePath } from '../storage/expressions';
import type { KeyTemplate } from '../storage/keys';
import type { Item } from '../storage/requests';

/** The key under which these decorators leave their notes in a GraphQL type's or field's `extensions`. */
export const EXTENSION = 'fieldgate';

type Annotation = ClassDecorator & MethodDecorator & PropertyDecorator & ParameterDecorator;
type FieldAnnotation = MethodDecorator & PropertyDecorator;

/**
 * Who may: roles by condition. `asParent` opens a type or field to whoever may see the field that it was reached through, and
 * to nobody else; it is for values such as money or a page of a list.
 */
export type AuthArguments =
  | {
      readonly always?: readonly string[];
      readonly own?: readonly string[];
      readonly visit?: readonly string[];
      /** With a second factor beside, where the deployment asks for one (REQUIRE_MFA). */
      readonly mfa?: true;
      /** On a stored type: a declared fact that, once the item has it, makes the item absent for the roles in `absentFor`. */
      readonly absentWhen?: string;
      readonly absentFor?: readonly string[];
    }
  | { readonly asParent: true };

/** Puts the `@auth` directive on a type, a field, an argument or an input. The SDL shows it; the rules are read from there. */
export function Auth(grants: AuthArguments): Annotation {
  const shown = Object.entries(grants).map(
    ([name, value]) =>
      `${name}: ${Array.isArray(value) ? `[${value.join(', ')}]` : typeof value === 'string' ? JSON.stringify(value) : 'true'}`,
  );
  return Directive(`@auth(${shown.join(', ')})`);
}

/** How a type is kept in the table. */
export interface StoredNote {
  readonly kind: 'stored';
  readonly key: KeyTemplate;
  /** Attributes that rules look at: read to decide, shown only through a field of their own. */
  readonly facts: readonly string[];
  /** Facts that come from the item it belongs to, never from its own attributes. */
  readonly inherits: readonly string[];
  /** Attributes that several fields are made of, such as the currency of all amounts: as visible as the type itself. */
  readonly shared: readonly AttributePath[];
  /** A caller's own item counts as existing even before anything is stored in it: its fields are then `null`. */
  readonly existsWhenOwned: boolean;
  /** Whether those who follow it are told when it is written. A part that is only written together with its whole needs no word of its own. */
  readonly changes: boolean;
}

/** A nested map of a stored item: its fields are projected one by one (`address.city`). */
export interface EmbeddedNote {
  readonly kind: 'embedded';
}

/** A value made by a resolver. Rules with conditions need the facts that the resolver attaches (see `withFacts`). */
export interface ValueNote {
  readonly kind: 'value';
  readonly facts: readonly string[];
}

/** What a scalar takes from clients: texts of at most so many UTF-16 code units, such as the example. */
export interface ScalarNote {
  readonly kind: 'scalar';
  readonly maxLength: number;
  readonly example: string;
}

export type TypeNote = StoredNote | EmbeddedNote | ValueNote;

export function Stored(
  key: KeyTemplate & Partial<Pick<StoredNote, 'facts' | 'inherits' | 'shared' | 'existsWhenOwned' | 'changes'>>,
): ClassDecorator {
  const { pk, sk, facts = [], inherits = [], shared = [], existsWhenOwned = false, changes = false } = key;
  const note: StoredNote = { kind: 'stored', key: { pk, sk }, facts, inherits, shared, existsWhenOwned, changes };
  return Extensions({ [EXTENSION]: note });
}

export function Embedded(): ClassDecorator {
  return Extensions({ [EXTENSION]: { kind: 'embedded' } satisfies EmbeddedNote });
}

export function Value(options: { facts?: readonly string[] } = {}): ClassDecorator {
  return Extensions({
    [EXTENSION]: { kind: 'value', facts: options.facts ?? [] } satisfies ValueNote,
  });
}

/** Shows a stored value: from the attribute itself and whatever shared attributes it needs beside it. */
export interface Codec {
  readonly shared: readonly AttributePath[];
  show(stored: unknown, item: Item): unknown;
}

/** Where a field of a stored or embedded type comes from. */
export type FieldNote =
  | { readonly kind: 'attribute'; readonly name: string | null; readonly codec: Codec | null }
  | { readonly kind: 'computed'; readonly from: readonly string[]; readonly compute: (item: Item) => unknown }
  | { readonly kind: 'globalId' }
  | { readonly kind: 'resolver'; readonly needs: readonly AttributePath[] }
  | { readonly kind: 'from'; readonly needs: readonly AttributePath[] };

/** The field shows one attribute, of the same name unless another is given. A member of an embedded type is relative to it. */
export function Attribute(options: { name?: string; as?: Codec } = {}): FieldAnnotation {
  return note({ kind: 'attribute', name: options.name ?? null, codec: options.as ?? null });
}

/** The field is computed from what other fields of the type show; it may be seen by no more people than each of them. */
export function Computed(from: readonly string[], compute: (item: Item) => unknown): FieldAnnotation {
  return note({ kind: 'computed', from, compute });
}

/** The field is the item's opaque global id. */
export function GlobalIdField(): FieldAnnotation {
  return note({ kind: 'globalId' });
}

/** The field has a resolver that needs these attributes of its item (none is written down, too). */
export function Needs(...attributes: AttributePath[]): FieldAnnotation {
  return note({ kind: 'resolver', needs: attributes });
}

/** A field of a value type: whoever makes the value needs these attributes of stored rows for it. */
export function From(...attributes: AttributePath[]): FieldAnnotation {
  return note({ kind: 'from', needs: attributes });
}

/** Where {@link OnOwn} leaves its note. */
export const ON_OWN = 'fieldgateOnOwn';

/** On a root field whose resolver works on what the caller holds, where no input says so: no more than `own` is promised. Decides nothing. */
export function OnOwn(): FieldAnnotation {
  return Extensions({ [ON_OWN]: true });
}

function note(fieldNote: FieldNote): FieldAnnotation {
  return Extensions({ [EXTENSION]: fieldNote });
}
