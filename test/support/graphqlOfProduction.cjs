/*
 * graphql decides while it is loaded whether it looks, at each check of each type, for a second copy of itself. Production does not look,
 * and neither do the tests: it is a tenth of their time.
 */
const { NODE_ENV } = process.env;
process.env.NODE_ENV = 'production';
require('graphql/jsutils/instanceOf');
process.env.NODE_ENV = NODE_ENV;
