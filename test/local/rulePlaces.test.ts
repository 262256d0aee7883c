import { rulePlacesIn, type SourceText } from '../../src/local/rulePlaces';
import { accessLines } from '../../src/model/accessLines';
import { RulePlaces, type RulePlace } from '../../src/transports/pages/access/RulePlaces';
import { buildApi } from '../../src/compose/api';
import { sourceFiles } from '../structure/sourceFiles';

const placesIn = (...texts: readonly string[]) =>
  rulePlacesIn(texts.map((text, index): SourceText => ({ path: `file${index + 1}.ts`, text })));

describe('the places of rules', () => {
  it('are those of types, inputs and fields', () => {
    const text = `
      @Auth({ always: EVERYONE })
      @ObjectType({ description: 'A thing.' })
      export class Thing {
        @Attribute() @Field(() => String) readonly name!: string;

        @Auth({ own: [KEEPER] })
        @Field(() => Int)
        readonly cost!: number;
      }

      @Auth({ own: [KEEPER] })
      @InputType('RenamedInput')
      class ThingInput { @Auth({ own: [KEEPER] }) @Field(() => Int, { name: 'price' }) cost!: number; }`;
    expect(placesIn(text)).toEqual({
      RenamedInput: 'file1.ts:12',
      'RenamedInput.price': 'file1.ts:14',
      Thing: 'file1.ts:2',
      'Thing.cost': 'file1.ts:7',
    });
  });

  it('are those of operations, of resolvers of a type in another file, and of arguments', () => {
    const resolvers = `
      @Resolver()
      class Queries {
        @Auth({ always: EVERYONE }) @Query(() => Thing) thing(@Auth({ always: [KEEPER] }) @Arg('hint') hint: string) {}
        @Auth({ own: [KEEPER] }) @Mutation(() => Thing, { name: 'change' }) changeThing() {}
        @Auth({ own: [KEEPER] }) @Subscription(() => Thing) changed() {}
        @Auth({ own: [KEEPER] }) notAField() {}
      }
      @Resolver(() => Thing)
      class Edges {
        @Auth({ own: [KEEPER] })
        @FieldResolver(() => [Thing])
        async parts() {}
        @FieldResolver(() => Thing) async whole() {}
      }`;
    expect(placesIn(resolvers, "@Auth({ asParent: true }) @ObjectType('ShownThing') class Thing {}")).toEqual({
      'Mutation.change': 'file1.ts:5',
      'Query.thing': 'file1.ts:4',
      'Query.thing(hint:)': 'file1.ts:4',
      ShownThing: 'file2.ts:1',
      'ShownThing.parts': 'file1.ts:11',
      'Subscription.changed': 'file1.ts:6',
    });
  });

  it('are those of what a class has from another one, the nearest first', () => {
    const text = `
      class Named { @Auth({ own: [A] }) @Field() name!: string;
        @Auth({ own: [A] }) @Field() title!: string; }
      @ObjectType() class Thing extends Named {
        @Auth({ own: [B] }) @Field() title!: string; }`;
    expect(placesIn(text)).toEqual({ 'Thing.name': 'file1.ts:2', 'Thing.title': 'file1.ts:5' });
  });

  it('are those of types that a function makes, under each name that it is given', () => {
    const maker = `
      function pageOf(type: ClassType, name: string) {
        @Auth({ asParent: true })
        @ObjectType(\`\${name}Page\`, { description: \`Of \${name}.\` })
        class Page {}
        return Page;
      }`;
    expect(placesIn(maker, "export const a = pageOf(A, 'A'); const b = pageOf(B, 'B'); otherOf(C, 'C');")).toEqual({
      APage: 'file1.ts:3',
      BPage: 'file1.ts:3',
    });
  });
});

describe('of this project', () => {
  const files = ['schema', 'resolvers'].flatMap(sourceFiles);
  const places = rulePlacesIn(files);
  const { model } = buildApi();
  const lines = accessLines(model);
  const lineAt = ({ path, line }: RulePlace) => files.find((file) => file.path === path)?.text.split('\n')[line - 1];

  it('every line has one, and it is a rule', () => {
    const known = new RulePlaces(places);
    for (const { coordinate } of lines) {
      const place = known.of(coordinate);
      expect([coordinate, place && lineAt(place)]).toEqual([coordinate, expect.stringContaining('@Auth(')]);
    }
  });

  it('every line with a rule of its own has one of its own', () => {
    const own = lines.filter(({ rule }) => !['', '@auth(asParent: true)'].includes(rule));
    expect(own.map(({ coordinate }) => coordinate).filter((coordinate) => !(coordinate in places))).toEqual([]);
  });

  it('no place is of something that is not there', () => {
    const known = [...lines.map(({ coordinate }) => coordinate), ...model.types.keys(), ...model.inputs.keys()];
    // An interface: the types that have it are in the table.
    expect(Object.keys(places).filter((coordinate) => !known.includes(coordinate))).toEqual(['Node']);
  });
});
