/* What only AWS can prove, step by step; on this machine, those steps that exist here. `node deploy/prove.mjs --help`. */
import { register } from 'tsx/cjs/api';
import { createRequire } from 'node:module';

register();
createRequire(import.meta.url)('./prove/proveCommand.ts');
