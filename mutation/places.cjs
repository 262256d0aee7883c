const path = require('node:path');

const ROOT = path.dirname(__dirname);
const BUILD = path.join(__dirname, 'build');

module.exports = { ROOT, BUILD, INSTRUMENTED: path.join(BUILD, 'instrumented'), WORK: path.join(BUILD, 'work.json') };
