import { VARIABLES } from '../../src/configuration/variables';
import { configurationGuide } from '../../src/configuration/configurationGuide';

const rows = [...configurationGuide().matchAll(/^\| `([A-Z_]+)` \|.*\| `([^`]+)` \|$/gm)];

it('has each variable once', () => {
  expect(rows.map(([, name]) => name).sort()).toEqual(Object.keys(VARIABLES).sort());
});

it.each(rows.map(([, name = '', example = '']) => [name, example] as const))(
  '%s takes its example, %s',
  (name, example) => {
    const { schema } = VARIABLES[name as keyof typeof VARIABLES];
    expect(schema.safeParse(example)).toMatchObject({ success: true });
  },
);
