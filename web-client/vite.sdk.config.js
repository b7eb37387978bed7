// What pages outside import by a fixed name: the SDK as one file, and the element that embeds a meeting. Added to what the page's own
// build has left in `dist/`.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const here = (path) => resolve(import.meta.dirname, path);

export default defineConfig({
  publicDir: false,
  build: {
    outDir: here('./dist'),
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    lib: {
      formats: ['es'],
      entry: {
        'sdk/plenum-client': here('./sdk/src/index.ts'),
        'embed/plenum-meeting': here('./embed/src/plenum-meeting.ts'),
      },
    },
    rolldownOptions: { output: { entryFileNames: '[name].js' } },
  },
});
