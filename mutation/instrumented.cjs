const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { createTransformer } = require('@swc/jest');
const { INSTRUMENTED, ROOT } = require('./places.cjs');

/** Gives jest, in place of a mutated file, the one that holds all of its mutants and does as the active one. */
module.exports = {
  createTransformer(options) {
    const swc = createTransformer(options);
    const sourceFor = (source, file) => {
      const instrumented = path.join(INSTRUMENTED, path.relative(ROOT, file));
      return existsSync(instrumented) ? readFileSync(instrumented, 'utf8') : source;
    };
    return {
      canInstrument: false,
      getCacheKey: (source, file, ...rest) => swc.getCacheKey(sourceFor(source, file), file, ...rest),
      process: (source, file, ...rest) => swc.process(sourceFor(source, file), file, ...rest),
    };
  },
};
