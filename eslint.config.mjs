import { defineConfig } from 'eslint/config';
import graphql from '@graphql-eslint/eslint-plugin';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { keptPromises } from './tools/keptPromises.mjs';

/*
 * What tsc, prettier, dependency-cruiser and knip check is not checked here again, except the imports of packages:
 * eslint shows those in the editor while they are typed.
 */

const AWS_SDK = {
  group: ['@aws-sdk/*', '@smithy/*'],
  message: 'Only src/storage (and src/local and the tests) speak to DynamoDB. Use what src/storage exports.',
};
const AWS_SDK_BUT_COGNITO = {
  ...AWS_SDK,
  group: [...AWS_SDK.group, '!@aws-sdk/client-cognito-identity-provider'],
  message: 'Of the AWS SDK, the gateway to the user pool uses Cognito’s client alone.',
};
const ANY_PACKAGE = {
  regex: '^[^.]',
  message: 'src/access decides from its arguments alone: it imports no package and no node builtin.',
};

/** In a class they are the prototype's, once for all. */
const NO_ACCESSORS_OF_ONE_OBJECT = {
  selector: 'ObjectExpression > Property[kind=/^[gs]et$/]',
  message:
    'An object with accessors of its own is kept by V8, with all that they can see, until it collects the whole heap. Use a class, or a method.',
};

/** Every client of the SDK's waits without end, unless told. Tests make their own. */
const NO_CLIENTS_OF_ONES_OWN = {
  selector:
    'NewExpression[callee.name=/^(DynamoDB|CognitoIdentityProvider|[A-Z]\\w*Client)$/]:not([callee.name=/^(Redis|ApolloClient)/])',
  message: 'Make it with `createAwsClient` of src/aws, which bounds every wait and holds credentials.',
};

/** What these rules cannot read, they cannot judge. */
const NO_PATTERNS_MADE_OF_TEXT = {
  selector: 'NewExpression[callee.name="RegExp"], CallExpression[callee.name="RegExp"]',
  message: 'Write the pattern as a literal, which is checked to take linear time; or say here why this one does.',
};

const restrictImports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default defineConfig(
  {
    ignores: [
      'dist/',
      'coverage/',
      'node_modules/',
      '.fieldgate/',
      'clients/generated/',
      'bench/',
      'deploy/',
      'mutation/',
    ],
  },
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
    files: ['{src,schema,resolvers}/**/*.ts'],
    plugins: { regexp },
    rules: {
      'no-restricted-syntax': ['error', NO_ACCESSORS_OF_ONE_OBJECT, NO_PATTERNS_MADE_OF_TEXT, NO_CLIENTS_OF_ONES_OWN],
      // A pattern that takes more than linear time holds the process, and everybody in it, for as long as a client likes.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    files: ['{src,schema,tools}/**/*.ts'],
    rules: { 'max-lines': ['error', 300] },
  },
  {
    files: ['{src,schema,resolvers}/**/*.ts'],
    ignores: ['src/waiting/**'],
    plugins: { fieldgate: { rules: { 'kept-promises': keptPromises } } },
    rules: { 'fieldgate/kept-promises': 'error' },
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
    ignores: [
      'src/{storage,aws,local,access}/**',
      'src/identity/userPool/**',
      'src/changes/DynamoStream.ts',
      'src/notifications/AwsNotifier.ts',
    ],
    rules: restrictImports(AWS_SDK),
  },
  { files: ['src/identity/userPool/**/*.ts'], rules: restrictImports(AWS_SDK_BUT_COGNITO) },
  { files: ['src/access/**/*.ts'], rules: restrictImports(ANY_PACKAGE) },
  {
    // The tools of the terminal talk to the terminal.
    files: ['src/local/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // The schema as clients see it: all that is recommended for schemas, and Relay's shapes. Where a rule is narrowed, the reason stands there.
    files: ['schema/schema.graphql'],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema/schema.graphql' } } },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // Stricter than recommended: each field, argument and value as well. What a description must say is tested (test/audit/descriptions.test.ts).
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
        },
      ],
      // Stricter than recommended: what is on its way out says until when.
      '@graphql-eslint/require-deprecation-date': 'error',
      // Only what can be fetched again by its id has one. These are values: they are nothing without the object or the result that they are part of.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          acceptedIdNames: ['id'],
          acceptedIdTypes: ['ID'],
          exceptions: {
            suffixes: ['Connection', 'Edge', 'Payload'],
            types: [
              ...['PageInfo', 'Viewer', 'CoordinateAccess', 'UserError', 'KeptData'],
              ...['GuestSession', 'SignInTokens', 'StepUp'],
              ...['Address', 'OpeningHours', 'Money', 'OrderLine'],
              ...['ShopSales', 'DailySales', 'ProductSales', 'PlatformStatistics', 'Coverage', 'DailyOrders'],
              ...['CategoryOrders', 'CustomerOrders', 'CurrencyRevenue'],
            ],
          },
        },
      ],
      // Lists lead forwards only: DynamoDB reads a range in one direction, and a sealed cursor says where to go on, not where one came from.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Lists that are short by nature (lines of an order, days, shops of an owner) are plain lists, and `nodes` stands beside `edges`.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
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
