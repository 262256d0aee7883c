const { join, sep } = require('node:path');

const BROWSER = join(__dirname, '..', '..', 'src', 'browser');

/** Browsers load `./x.js`, which is compiled from `./x.ts`: the tests of these modules take the source. */
module.exports = (path, options) => {
  const isOfBrowser = `${options.basedir}${sep}`.startsWith(`${BROWSER}${sep}`) && path.startsWith('./');
  return options.defaultResolver(isOfBrowser ? path.replace(/\.js$/, '.ts') : path, options);
};
