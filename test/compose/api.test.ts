import { isInterfaceType, isIntrospectionType, isObjectType, type GraphQLSchema } from 'graphql';
import { accessConfiguration } from '../../schema';
import { describeRule } from '../../src/access/wording';
import { documentedSchema } from '../../src/compose/documentedSchema';
import { buildApi, type Api } from '../../src/compose/api';

/** The API of this repository, as it is served. */
let api: Api;
beforeAll(() => (api = buildApi()));

const objectsOf = (schema: GraphQLSchema) =>
  Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !isIntrospectionType(type));

describe('the API builds', () => {
  test('with every type and field in the model, and nothing else in it', () => {
    const served = objectsOf(api.schema).flatMap((type) =>
      isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`) : [],
    );
    const modelled = [...api.model.types.values()].flatMap(({ fields }) =>
      [...fields.values()].map(({ coordinate }) => coordinate),
    );
    expect(served.length).toBeGreaterThan(50);
    expect(modelled.sort()).toEqual(served.sort());
  });

  test('again and again, each time the same and none sharing its guards with another', () => {
    const other = buildApi();
    expect([...other.model.types.keys()]).toEqual([...api.model.types.keys()]);
    const guardOf = ({ schema }: Api) => schema.getQueryType()?.getFields().shop?.resolve;
    expect(guardOf(other)).toBeDefined();
    expect(guardOf(other)).not.toBe(guardOf(api));
  });

  test('with a guard before every field', () => {
    const unguarded = objectsOf(api.schema).flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap(({ name, resolve }) => (resolve ? [] : [`${type.name}.${name}`]))
        : [],
    );
    expect(unguarded).toEqual([]);
  });
});

describe('every field says to whom it is visible', () => {
  test('in the words of its own rule, or of what binds it where it is a root’s', () => {
    const documented = documentedSchema(api);
    for (const { name, rule, fields } of api.model.types.values()) {
      const type = documented.getType(name);
      if (!isObjectType(type)) continue;
      for (const { name: fieldName, coordinate, ownRule } of fields.values()) {
        const effective = api.model.promises.get(coordinate) ?? ownRule ?? rule;
        if (!effective) continue;
        const sentence = `Visible to: ${describeRule(effective, accessConfiguration)}.`;
        expect(type.getFields()[fieldName]?.description).toContain(sentence);
      }
    }
  });

  test('and shows it as a directive', () => {
    const unwritten = [...api.model.types.values()].flatMap(({ name, kind, rule }) => {
      const type = api.schema.getType(name);
      const isWritten = type?.astNode?.directives?.some((directive) => directive.name.value === 'auth');
      return kind !== 'root' && rule && isWritten !== true ? [name] : [];
    });
    expect(unwritten).toEqual([]);
    expect(api.schema.getDirective('auth')).toBeDefined();
  });
});

test('an interface resolves by what an item says of itself, never by a name in its data', () => {
  const interfaces = Object.values(api.schema.getTypeMap()).filter(isInterfaceType);
  expect(interfaces.length).toBeGreaterThan(0);
  for (const { resolveType } of interfaces)
    expect(resolveType?.({ __typename: 'Shop' }, {}, {} as never, {} as never)).toBeUndefined();
});
