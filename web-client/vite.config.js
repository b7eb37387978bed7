import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const here = (path) => resolve(import.meta.dirname, path);

export default defineConfig({
  root: here('./app'),
  publicDir: false,
  resolve: { alias: { '@plenum/client': here('./sdk/src/index.ts') } },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // Nothing is inlined as a data: URL, so that `default-src 'self'` is enough as a policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/v1': { target: 'http://localhost:8080', ws: true } },
  },
  test: {
    root: here('.'),
    include: ['sdk/test/**/*.test.ts', 'app/test/**/*.test.ts', 'e2e/support/*.test.mjs'],
    environment: 'node',
    coverage: {
      provider: 'v8',
      reportsDirectory: here('./target/coverage'),
      include: ['sdk/src/**/*.ts', 'app/src/{layout,media}/*.ts', 'app/src/{address,names}.ts'],
      thresholds: {
        'sdk/src/protocol.ts': { branches: 90 },
        'sdk/src/state.ts': { branches: 90 },
      },
    },
  },
});
