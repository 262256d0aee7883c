/* The quarterly drill: restores the table into a new one and shows that the API could go on with that. `node deploy/drill.mjs --help`. */
import { register } from 'tsx/cjs/api';
import { createRequire } from 'node:module';

register();
createRequire(import.meta.url)('./prove/drillCommand.ts');
