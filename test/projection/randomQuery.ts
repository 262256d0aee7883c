import type { Dice } from './Dice';
import type { ApiSpec, FieldSpec, MapSpec, TypeSpec } from './randomApi';
import type { Spot, World } from './randomWorld';

const MAX_DEPTH = 5;

/** A document with two to four root fields, and all that can be done to a selection: see `decorated` and `wrapped`. */
export function randomQuery(dice: Dice, spec: ApiSpec, world: World): string {
  return new QueryWriter(dice, spec, MAX_DEPTH).write(world);
}

/** A document that asks for one item, and leads nowhere from there. */
export function randomItemQuery(dice: Dice, spec: ApiSpec, spot: Spot): string {
  return new QueryWriter(dice, spec, 0).writeItem(spot);
}

export const VARIABLES = { yes: true, no: false };

class QueryWriter {
  private readonly fragments: { readonly on: string; readonly name: string; readonly body: string }[] = [];

  constructor(
    private readonly dice: Dice,
    private readonly spec: ApiSpec,
    private readonly maxDepth: number,
  ) {}

  write(world: World): string {
    return this.document(this.dice.times(2, 4, (index) => `r${String(index)}: ${this.rootField(world)}`));
  }

  writeItem(spot: Spot): string {
    return this.document([this.node(spot)]);
  }

  private document(roots: readonly string[]): string {
    const fragments = this.fragments.map(({ name, on, body }) => `fragment ${name} on ${on} ${body}`);
    return [`query ($yes: Boolean!, $no: Boolean!) { ${roots.join('\n')} }`, ...fragments].join('\n');
  }

  private rootField(world: World): string {
    // Parts are many: pick a type first.
    const type = this.dice.pick(this.spec.types);
    const spot = this.dice.pick(world.spots.filter((each) => each.type === type));
    const kind = this.dice.upTo(6);
    if (kind === 0) return `things(of: "${this.dice.pick(['p1', 'p2'])}") ${this.page('Thing', 1)}`;
    if (kind === 1) return `loose(of: "${this.dice.pick(['m1', 'm2'])}") ${this.page('Loose', 1)}`;
    if (kind === 2) return `thing(id: "${spot.id}") ${this.selection(this.typeNamed('Thing'), 1)}`;
    return this.node(spot);
  }

  private node(spot: Spot): string {
    const others = this.dice.chance(30) ? this.onType(this.dice.pick(this.spec.types), 1) : '';
    const shared = this.dice.chance(30) ? '... on Node { id } id' : '';
    return `node(id: "${spot.id}") { __typename ${shared} ${this.onType(spot.type, 1)} ${others} }`;
  }

  private onType(type: TypeSpec, depth: number): string {
    return `... on ${type.name} ${this.selection(type, depth)}`;
  }

  private page(of: string, depth: number): string {
    const nodes = `nodes ${this.selection(this.typeNamed(of), depth)}`;
    const edges = `edges { node ${this.selection(this.typeNamed(of), depth)} }`;
    return `{ ${this.dice.pick([nodes, edges, nodes + edges])} }`;
  }

  private selection(of: TypeSpec | MapSpec, depth: number): string {
    const isType = 'pk' in of;
    const parts = this.dice.times(1, 3, () => this.decorated(this.field(of, depth)));
    const typename = this.dice.chance(30) ? ['__typename'] : [];
    const nested = this.dice.chance(30) ? [this.wrapped(of, depth)] : [];
    const node = isType && this.dice.chance(20) ? ['... on Node { id }'] : [];
    return `{ ${[...parts, ...typename, ...nested, ...node].join(' ') || '__typename'} }`;
  }

  private field({ fields }: TypeSpec | MapSpec, depth: number): string {
    const open = fields.filter(({ leadsTo }) => leadsTo === null || depth < this.maxDepth);
    if (open.length === 0) return '__typename';
    const field = this.dice.pick(open);
    // One alias a field: whatever is merged under a response name is the same field.
    const name = this.dice.chance(30) ? `${field.name}_alias: ${field.name}` : field.name;
    return `${name} ${this.inside(field, depth + 1)}`;
  }

  private inside({ made, map, leadsTo }: FieldSpec, depth: number): string {
    if (map) return this.selection(map, depth);
    if (leadsTo === null) return '';
    return made === 'list' ? this.page(leadsTo, depth) : this.selection(this.typeNamed(leadsTo), depth);
  }

  /** `@skip` and `@include`, by variable and literal, to both ends. */
  private decorated(part: string): string {
    if (!this.dice.chance(12)) return part;
    const directive = this.dice.pick([
      '@include(if: $yes)',
      '@include(if: $no)',
      '@skip(if: $yes)',
      '@skip(if: $no)',
      '@include(if: true)',
      '@skip(if: true)',
      '@include(if: $yes) @skip(if: $yes)',
      '@include(if: $yes) @skip(if: $no)',
    ]);
    const at = part.indexOf('{');
    return at < 0 ? `${part} ${directive}` : `${part.slice(0, at)} ${directive} ${part.slice(at)}`;
  }

  /** The same type once more: inline with and without a type condition, or by a named fragment, which may be used again. */
  private wrapped(of: TypeSpec | MapSpec, depth: number): string {
    const kind = this.dice.upTo(4);
    if (kind === 0) return this.decorated(`... on ${of.name} ${this.selection(of, depth)}`);
    if (kind === 1) return this.decorated(`... ${this.selection(of, depth)}`);
    const known = this.fragments.filter(({ on }) => on === of.name);
    if (kind === 2 && known.length > 0) return this.decorated(`...${this.dice.pick(known).name} `);
    const body = this.selection(of, depth);
    const name = `F${String(this.fragments.length)}`;
    this.fragments.push({ name, on: of.name, body });
    return this.decorated(`...${name} `);
  }

  private typeNamed(name: string): TypeSpec {
    const found = this.spec.types.find((type) => type.name === name);
    if (!found) throw new RangeError(`no type ${name}`);
    return found;
  }
}
