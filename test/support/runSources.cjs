/*
 * `node --require test/support/runSources.cjs src/main.ts` runs the server from its sources, compiled as jest compiles them,
 * so that a test that starts a process of its own needs no build, and cannot meet an old one.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const { transform } = require('../../jest.config.js');

const Module = require('node:module');
const threads = require('node:worker_threads');

const [[, options]] = Object.values(transform);

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  module._compile(code, filename);
};

// What is imported only when it is wanted is named as it is called once it is built.
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...others) => {
  try {
    return resolve(request, ...others);
  } catch (error) {
    if (!/^\.\.?\/.*\.js$/.test(request)) throw error;
    return resolve(request.replace(/\.js$/, '.ts'), ...others);
  }
};

// A thread that takes over nothing from its process still has to know how sources are run.
threads.Worker = class extends threads.Worker {
  constructor(filename, given) {
    super(filename, { ...given, execArgv: ['--require', __filename] });
  }
};
