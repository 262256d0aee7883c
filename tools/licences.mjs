// Every package that goes to production, with its licence: `npm run licences`, which hands in the list of them (CycloneDX) on stdin.
// Ends with 1 where a licence is none of those that ask for no more than their notice.
import { text } from 'node:stream/consumers';
import satisfies from 'spdx-satisfies';

const ALLOWED = [
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0'],
  ...['PSF-2.0', 'Python-2.0', 'Unlicense', 'Zlib'],
];

/** SPDX's expression, or what the package says in its own words; several entries hold at once. */
function licenceOf({ licenses = [] }) {
  const named = licenses.map(({ expression, license }) => expression ?? license?.id ?? license?.name ?? 'unknown');
  if (named.length === 0) return 'none told';
  return named.length === 1 ? named[0] : named.map((each) => `(${each})`).join(' AND ');
}

function isAllowed(licence) {
  try {
    return satisfies(licence, ALLOWED);
  } catch {
    // Not an expression: somebody has to read it.
    return false;
  }
}

const { components } = JSON.parse(await text(process.stdin));
if (!Array.isArray(components) || components.length === 0)
  throw new Error('expected npm to list packages; there are none.');
const packages = components.map((component) => ({
  name: `${component.name}@${component.version}`,
  licence: licenceOf(component),
}));
const refused = packages.filter(({ licence }) => !isAllowed(licence));
for (const { name, licence } of packages) process.stdout.write(`${licence.padEnd(24)} ${name}\n`);
process.stdout.write(`${packages.length} packages.\n`);
for (const { name, licence } of refused)
  process.stderr.write(`${name}: expected one of ${ALLOWED.join(', ')}; got ${licence}.\n`);
process.exitCode = refused.length > 0 ? 1 : 0;
