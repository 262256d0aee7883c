import {
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { FieldModel, Model, TypeModel } from '../model/Model';
import { keyDigest, matchKey, type KeyParams } from '../storage/keys';
import { storedInteger } from '../storage/storedInteger';
import type { Item } from './write';

/** An attribute that is not as the schema says. Nothing of the item is in it: neither its key nor a value. */
export interface ShapeProblem {
  /** Tells items apart, and finds the item again for whoever has its key; the log tells items by it, too. */
  readonly keyDigest: string;
  /** Such as `Type.field`. */
  readonly coordinate: string;
  readonly problem: 'is missing' | 'has a value of another form';
}

type Found = Omit<ShapeProblem, 'keyDigest'>;
type Map = Readonly<Record<string, unknown>>;

/** Integers that no field shows, by the type of their item. */
const INTEGERS_BESIDE: Readonly<Record<string, readonly string[]>> = {
  Order: ['lineCount'],
  Shop: ['visitSerial'],
};
const KEYS = ['pk', 'sk', 'gsi1pk', 'gsi1sk'];

/** Compares items with the types that the schema declares: forms of attributes, required ones, enumerations; and integers in counters. */
export class ItemShapes {
  /** All that a look at the shapes of items takes: what fields show, and nothing hidden. */
  readonly attributes: readonly string[];
  private readonly types: readonly TypeModel[];

  constructor(
    private readonly schema: GraphQLSchema,
    model: Model,
  ) {
    this.types = [...model.types.values()].filter(({ stored }) => stored !== null);
    const shown = this.types.flatMap(({ fields }) => [...fields.values()].filter(({ read }) => read).flatMap(pathsOf));
    this.attributes = [...new Set([...shown, ...Object.values(INTEGERS_BESIDE).flat()])];
  }

  problemsOf(item: Item): ShapeProblem[] {
    const digest = keyDigest(item);
    return this.found(item).map((each) => ({ keyDigest: digest, ...each }));
  }

  private found(item: Item): Found[] {
    if (/^(DAY|GROWTH_DAY|GROWTH_MONTH)#/.test(item.sk) && !item.pk.startsWith('WORLD#')) return counterProblems(item);
    if (item.sk.startsWith('SALES#')) return salesProblems(item);
    if (item.sk.startsWith('SOLD#')) return mapProblems('product’s month', item, ['unitsByDay', 'totalByDay']);
    for (const type of this.types) {
      const params = type.stored && matchKey(type.stored.key, item);
      if (params) return [...this.fieldProblems(type, item, params), ...besideProblems(type, item)];
    }
    return [];
  }

  private fieldProblems(type: TypeModel, item: Map, params: KeyParams): Found[] {
    return [...type.fields.values()].flatMap((field) => {
      const declared = this.typeOf(type, field);
      if (!field.read || !declared) return [];
      try {
        const value = field.read(item, params) ?? null;
        return this.valueProblems(field, declared, value, params);
      } catch {
        return [misshapen(field.coordinate)];
      }
    });
  }

  private valueProblems(field: FieldModel, type: GraphQLOutputType, value: unknown, params: KeyParams): Found[] {
    if (value === null || value === undefined)
      return isNonNullType(type) ? [{ coordinate: field.coordinate, problem: 'is missing' }] : [];
    const declared = getNullableType(type);
    if (isListType(declared)) {
      if (!Array.isArray(value)) return [misshapen(field.coordinate)];
      return value.flatMap((each: unknown) => this.valueProblems(field, declared.ofType, each, params));
    }
    if (isLeafType(declared)) {
      const shown: unknown = declared.serialize(value);
      return shown === undefined || shown === null ? [misshapen(field.coordinate)] : [];
    }
    if (!field.embeds) return [];
    return isMap(value) ? this.fieldProblems(field.embeds, value, params) : [misshapen(field.coordinate)];
  }

  private typeOf({ name }: TypeModel, field: FieldModel): GraphQLOutputType | undefined {
    const type = this.schema.getType(name);
    return isObjectType(type) ? type.getFields()[field.name]?.type : undefined;
  }
}

/** The members of a map one by one: it may have hidden ones. */
function pathsOf({ attributes, embeds, isWhole }: FieldModel): readonly string[] {
  const [map] = attributes;
  if (!embeds || isWhole || map === undefined) return attributes;
  return [...embeds.fields.values()].flatMap((member) => pathsOf(member)).map((path) => `${map}.${path}`);
}

function besideProblems({ name }: TypeModel, item: Item): Found[] {
  return (INTEGERS_BESIDE[name] ?? []).flatMap((attribute) => {
    const coordinate = `${name}.${attribute}`;
    return item[attribute] === undefined
      ? [{ coordinate, problem: 'is missing' as const }]
      : integerProblems(coordinate, item[attribute]);
  });
}

function counterProblems(item: Item): Found[] {
  const kind = item.pk.startsWith('STATISTICS#') ? 'platform day' : 'buyer’s day';
  const counters = Object.entries(item).filter(([name]) => !KEYS.includes(name));
  return counters.flatMap(([name, value]) => integerProblems(`${kind}.${name}`, value));
}

function salesProblems(item: Item): Found[] {
  const { orderCount, total, ...others } = item;
  const byKind = Object.entries(others).filter(([name]) => name.startsWith('orders#'));
  // Of release 0.2, where products were counted in a shop's day.
  const former = ['unitsByProduct', 'totalByProduct'].filter((name) => item[name] !== undefined);
  return [
    ...[['orderCount', orderCount] as const, ['total', total] as const, ...byKind].flatMap(([name, value]) =>
      integerProblems(`shop’s day.${name}`, value),
    ),
    ...mapProblems('shop’s day', item, former),
  ];
}

function mapProblems(kind: string, item: Item, names: readonly string[]): Found[] {
  return names.flatMap((name) => {
    const map = item[name];
    if (!isMap(map)) return [misshapen(`${kind}.${name}`)];
    return Object.values(map).flatMap((value) => integerProblems(`${kind}.${name}`, value));
  });
}

function integerProblems(coordinate: string, value: unknown): Found[] {
  try {
    storedInteger(value);
    return [];
  } catch {
    return [misshapen(coordinate)];
  }
}

function misshapen(coordinate: string): Found {
  return { coordinate, problem: 'has a value of another form' };
}

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Set);
}
