import root from '../eslint.config.mjs';

/** As at the root, with the types of this package. */
export default [{ ignores: ['dist/', '**/generated/', '**/node_modules/'] }, ...root.map(typedHere)];

function typedHere(config) {
  const { languageOptions } = config;
  if (!languageOptions?.parserOptions?.projectService) return config;
  const parserOptions = { ...languageOptions.parserOptions, tsconfigRootDir: import.meta.dirname };
  return { ...config, languageOptions: { ...languageOptions, parserOptions } };
}
