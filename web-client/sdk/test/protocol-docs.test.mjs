import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseServerMessage } from '../src/parse.ts';

const document = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const fromServer = document.slice(document.indexOf('\n## From the server'));

/** The messages in a block of examples: one begins where a line begins with a brace. */
const messages = [...fromServer.matchAll(/```json\n([\s\S]*?)```/gu)].flatMap(([, block]) => block.split(/\n(?=\{)/u).map((text) => text.trim()));

describe('docs/protocol.md', () => {
  it('has examples', () => {
    expect(messages.length).toBeGreaterThan(20);
  });

  it.each(messages.map((text) => ({ type: JSON.parse(text).type, text })))('shows a message that the SDK reads: $type', ({ type, text }) => {
    const parsed = parseServerMessage(text);
    expect(parsed).toMatchObject({ kind: 'message', message: { type } });
    // Nothing of it gets lost, except what is said beside ourselves and stands in our view as well.
    const { role, ...said } = JSON.parse(text);
    expect(parsed.message).toMatchObject(type === 'rightsChanged' ? { ...said, role } : said);
  });
});
