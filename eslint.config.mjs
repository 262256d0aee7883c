import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/*
 * What tsc, prettier, dependency-cruiser and knip check is not checked here again, except the imports of packages:
 * eslint shows those in the editor while they are typed.
 */

const AWS_SDK = {
  group: ['@aws-sdk/*', '@smithy/*'],
  message: 'Only src/storage (and src/local and the tests) speak to DynamoDB. Use what src/storage exports.',
};
const ANY_PACKAGE = {
  regex: '^[^.]',
  message: 'src/access decides from its arguments alone: it imports no package and no node builtin.',
};

const restrictImports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'node_modules/', '.fieldgate/', 'clients/generated/', 'bench/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'no-implicit-coercion': 'error',
      'object-shorthand': 'error',
      'max-depth': ['error', 3],
      complexity: ['error', 12],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],

      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `name || 'nobody'` is how an empty text is replaced, too.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true, boolean: true } }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    },
  },
  {
    // A node is a class for its decorators alone; resolver methods do not use `this`, and async ones need not await.
    files: ['schema/**/*.ts', 'resolvers/**/*.ts'],
    rules: {
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/require-await': 'off',
      // The classes say what a GraphQL type looks like; nobody makes instances of them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['{src,schema,resolvers}/**/*.ts'],
    ignores: ['src/{storage,local,access}/**'],
    rules: restrictImports(AWS_SDK),
  },
  { files: ['src/access/**/*.ts'], rules: restrictImports(ANY_PACKAGE) },
  {
    // The tools of the terminal talk to the terminal.
    files: ['src/local/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // `expect.any(...)` and parsed JSON answers are `any`; a wrong guess about them fails the test.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      // `expect(items[0]!.name)`: a wrong guess fails the test.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `expect(object.method).toHaveBeenCalled()`
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);
