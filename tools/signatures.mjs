// What `npm audit signatures --json` found, on stdin: `npm run signatures`. Ends with 1 where a signature is wrong or missing, or its key is; with 2
// where npm could not say; with 0 and one line where what it asks (the registry's keys, Sigstore's) is out of reach or is not kept there.
import { text } from 'node:stream/consumers';

/** How a network says that nobody is there. */
const OUT_OF_REACH = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
  ...['ERR_SOCKET_TIMEOUT', 'ESOCKETTIMEDOUT', 'FETCH_ERROR'],
]);
/** How a registry, or a proxy before it, says that it has no such endpoint for us. */
const REFUSED = /^E[45]\d\d$/;
/** npm's sentence for a registry that publishes no keys; it has no code. */
const NO_KEYS = /found no dependencies to audit that were installed from a supported registry/;

/** Codes of npm's where a key is not known, or has expired. */
const OF_A_KEY = /SIGNATURE/;

function judge({ error, invalid, missing }) {
  if (error) {
    const { code, summary = '' } = error;
    if (OUT_OF_REACH.has(code) || REFUSED.test(code))
      return { code: 0, said: `Signatures of packages were not checked: ${code}.` };
    if (NO_KEYS.test(summary))
      return { code: 0, said: 'Signatures of packages were not checked: the registry signs none.' };
    return {
      code: OF_A_KEY.test(code) ? 1 : 2,
      said: `npm could not check signatures of packages: ${summary || code}`,
    };
  }
  if (!Array.isArray(invalid) || !Array.isArray(missing)) return { code: 2, said: 'npm did not say what it found.' };
  const bad = [...invalid.map((each) => [each, 'invalid']), ...missing.map((each) => [each, 'missing'])];
  if (bad.length === 0) return { code: 0, said: 'Every package has the signature of its registry.' };
  return { code: 1, said: bad.map(([{ name, version }, what]) => `${name}@${version}: signature ${what}`).join('\n') };
}

function read(answer) {
  try {
    return JSON.parse(answer);
  } catch {
    return {};
  }
}

const { code, said } = judge(read(await text(process.stdin)));
(code === 0 ? process.stdout : process.stderr).write(`${said}\n`);
process.exitCode = code;
