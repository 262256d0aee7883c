import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where the API is; pages ask it through this server, so that its cookies are of their own origin. */
const { FIELDGATE_URL: target = 'http://127.0.0.1:4000' } = process.env;

/** What the pages may load: what was built with them, and this origin’s API. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** In the page itself, so that it holds wherever the files are served from. Not while one works on it: Vite’s own script is inline then. */
function contentPolicy(): Plugin {
  return {
    name: 'content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
    ],
  };
}

const proxy = { '/graphql': { target, ws: true } };

export default defineConfig({
  appType: 'mpa',
  plugins: [react(), contentPolicy()],
  // ../web is another package: what both use is to be one.
  resolve: { dedupe: ['@apollo/client', '@graphql-tools/documents', 'graphql', 'graphql-ws', 'rxjs'] },
  build: {
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['index.html', 'kitchen/index.html'] },
  },
  server: { proxy },
  preview: { proxy },
});
