// What of npm's list of packages (CycloneDX, on stdin) goes to production: `npm run sbom`. npm's own `npm sbom --omit dev` (11.19) leaves out
// as well what production shares with a tool of development: 129 of 273 packages, graphql among them.
import { text } from 'node:stream/consumers';

const DEVELOPMENT = 'cdx:npm:package:development';
const isForProduction = ({ scope, properties = [] }) =>
  scope !== 'optional' && !properties.some(({ name, value }) => name === DEVELOPMENT && value === 'true');

const whole = JSON.parse(await text(process.stdin));
const components = whole.components.filter(isForProduction);
const kept = new Set([whole.metadata.component, ...components].map((component) => component['bom-ref']));
const dependencies = whole.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) }));
process.stdout.write(`${JSON.stringify({ ...whole, components, dependencies }, null, 2)}\n`);
