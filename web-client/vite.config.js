import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const here = (path) => resolve(import.meta.dirname, path);

/** In development, the SDK and the element that pages outside import come from their sources. */
function sdkFromSources() {
  const sources = { '/sdk/plenum-client.js': here('./sdk/src/index.ts'), '/embed/plenum-meeting.js': here('./embed/src/plenum-meeting.ts') };
  return {
    name: 'sdk-from-sources',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const source = sources[request.url];
        if (source !== undefined) {
          request.url = `/@fs${source}`;
        }
        next();
      });
    },
  };
}

export default defineConfig({
  root: here('./app'),
  // The examples of the SDK, as they stand; they import what `vite.sdk.config.js` builds.
  publicDir: here('./static'),
  plugins: [sdkFromSources()],
  resolve: { alias: { '@plenum/client': here('./sdk/src/index.ts') } },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // Nothing is inlined as a data: URL, so that `default-src 'self'` is enough as a policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [here('./app/index.html'), here('./app/admin/index.html')] },
  },
  server: {
    fs: { allow: [here('.')] },
    proxy: { '/v1': { target: 'http://localhost:8080', ws: true } },
  },
  test: {
    root: here('.'),
    include: ['sdk/test/**/*.test.{ts,mjs}', 'embed/test/**/*.test.ts', 'app/test/**/*.test.ts', 'e2e/support/*.test.mjs'],
    environment: 'node',
    coverage: {
      provider: 'v8',
      reportsDirectory: here('./target/coverage'),
      include: ['sdk/src/**/*.ts', 'app/src/{layout,media,view}/*.ts', 'app/src/{address,names}.ts'],
      thresholds: {
        'sdk/src/parse.ts': { branches: 90 },
        'app/src/view/view-state.ts': { branches: 90 },
        'sdk/src/fields.ts': { branches: 90 },
        'sdk/src/pace.ts': { branches: 90 },
        'sdk/src/session.ts': { branches: 90 },
        'sdk/src/state.ts': { branches: 90 },
      },
    },
  },
});
