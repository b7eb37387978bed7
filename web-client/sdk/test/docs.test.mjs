import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const SHOWN = [...read('../docs/sdk.md').matchAll(/<!-- (static\/examples\/\S+) -->\n```js\n([\s\S]*?)```/gu)];

describe('docs/sdk.md', () => {
  it('shows all examples', () => {
    expect(SHOWN.map(([, path]) => path)).toEqual(
      ['call', 'watch', 'canvas', 'data', 'moderation', 'embed'].map((name) => `static/examples/${name}.js`),
    );
  });

  it.each(SHOWN.map(([, path, text]) => ({ path, text })))('shows $path as it runs', ({ path, text }) => {
    expect(text).toBe(read(path));
  });

  it('calls in 15 lines', () => {
    const lines = read('static/examples/call.js').split('\n').filter((line) => line !== '');
    expect(lines.length).toBeLessThanOrEqual(15);
  });
});
