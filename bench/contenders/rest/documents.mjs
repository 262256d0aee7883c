// The limit as people write it: Fastify, and the document client with its defaults.
import * as store from '../shared/documents.mjs';
import { serve } from './endpoints.mjs';

await serve(store);
