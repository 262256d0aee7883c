const { Kind, printSchema } = require('graphql');
const { usedSchemaDigest } = require('./usedSchema.cjs');

/** What each operation takes and answers, by its name; and from what that was made, so that it can be seen to be out of date. */
module.exports.plugin = (schema, documents) => {
  const operations = documents
    .flatMap(({ document }) => document.definitions)
    .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    .map(({ name, operation }) => ({
      name: name.value,
      type: name.value + operation[0].toUpperCase() + operation.slice(1),
    }));
  const digest = usedSchemaDigest(
    printSchema(schema),
    documents.map(({ rawSDL }) => rawSDL),
  );
  return {
    prepend: [
      '// Made by `npm run codegen`.',
      `// Of clients/operations and what they use of the schema: ${digest}`,
      '/* eslint-disable */',
    ],
    content: [
      'export interface Operations {',
      ...operations.map(({ name, type }) => `  ${name}: { data: ${type}; variables: ${type}Variables };`),
      '}',
    ].join('\n'),
  };
};
