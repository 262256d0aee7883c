/*
 * How long the function takes to be ready, in a fresh process without AWS: from the first byte of the bundle until the server is put
 * together. `node coldStart.mjs [rounds]`, after `npm run bundle`.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundle = fileURLToPath(new URL('build/measured/index.js', import.meta.url));
const program = `
const started = performance.now();
const { createFunction } = require(${JSON.stringify(bundle)});
const loaded = performance.now();
const key = Buffer.alloc(32, 7).toString('base64url');
const made = createFunction(async () => ({ AWS_ACCESS_KEY_ID: 'x', LOG_LEVEL: 'silent', COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
  COGNITO_CLIENT_ID: 'x', GUEST_SESSION_KEYS: key, VISIT_TOKEN_KEYS: key, CURSOR_KEYS: key, SIGN_IN_KEYS: key, COGNITO_JWKS_FILE: process.argv[1] }));
const event = { rawPath: '/graphql', rawQueryString: '', headers: { 'content-type': 'application/json' }, isBase64Encoded: false,
  body: '{"query":"{ viewer { roles } }"}', requestContext: { domainName: 'api.test', http: { method: 'POST', sourceIp: '192.0.2.1' } } };
made.handler(event).then(({ statusCode, body }) => {
  if (!body.includes('GUEST')) throw new Error(body);
  const first = performance.now();
  return made.handler(event).then(() => {
    const cpu = process.cpuUsage();
    console.log(JSON.stringify({ statusCode, cpu: (cpu.user + cpu.system) / 1000, load: loaded - started, first: first - loaded, second: performance.now() - first, rss: process.memoryUsage().rss }));
    process.exit(0);
  });
});`;
const keySet = fileURLToPath(new URL('test/jwks.json', import.meta.url));
const rounds = Number(process.argv[2] ?? 7);
const runs = Array.from({ length: rounds }, () =>
  JSON.parse(execFileSync(process.execPath, ['-e', program, keySet], { encoding: 'utf8' })),
);
const median = (name) => runs.map((run) => run[name]).sort((a, b) => a - b)[Math.floor(rounds / 2)];
if (runs.some(({ statusCode }) => statusCode !== 200)) throw new Error('expected the function to answer');
process.stdout.write(
  `bundle ${(statSync(bundle).size / 1024).toFixed(0)} kB; load ${median('load').toFixed(0)} ms, put together and first answer ` +
    `${median('first').toFixed(0)} ms, next answer ${median('second').toFixed(1)} ms; ${median('cpu').toFixed(0)} ms of processor, ${(median('rss') / 1048576).toFixed(0)} MB (median of ${rounds})\n`,
);
