/* Preloaded into a server's process: its schema is that of the next release, in which a shop has one field and one attribute more. */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const { transform } = require('../../jest.config.js');

const [[, options]] = Object.values(transform);
const AFTER = `  readonly name!: string;

  @Attribute()
  @Field(() => String, {
    nullable: true,
    description: 'What the shop says about itself`;
const FIELD = `  @Attribute()
  @Field(() => String, { nullable: true, description: 'The motto of the shop; null if it has none.' })
  readonly motto!: string | null;

`;

const compile = require.extensions['.ts'];
require.extensions['.ts'] = (module, filename) => {
  if (!filename.endsWith('/schema/Shop.ts')) return compile(module, filename);
  const source = readFileSync(filename, 'utf8');
  if (!source.includes(AFTER)) throw new Error('expected the field Shop.name to stand before Shop.description');
  const next = source.replace(AFTER, () => AFTER.replace('\n\n', `\n\n${FIELD}`));
  module._compile(transformSync(next, { ...options, filename }).code, filename);
};
