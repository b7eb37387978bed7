import { describe, expect, it } from 'vitest';
import { explain, explainProblems } from '../src/media/words.ts';

describe('words for devices', () => {
  it('says nothing where all is well', () => {
    expect(explainProblems({ camera: null, microphone: null })).toEqual([]);
  });

  it('says it once where both have the same trouble, and twice where not', () => {
    expect(explainProblems({ camera: 'NotAllowedError', microphone: 'NotAllowedError' })).toEqual([
      'The camera and microphone are blocked for this page. Allow them by the sign in the address bar, then turn them on here.',
    ]);
    expect(explainProblems({ camera: 'NotFoundError', microphone: 'NotReadableError' })).toEqual([
      'No camera was found. Plug it in and turn it on here, or go without.',
      'The microphone does not start. Another program may be in the way: close that, then turn it on here.',
    ]);
  });

  it('has a way on for every refusal', () => {
    expect(explain(['camera'], 'InsecureContext')).toContain('https');
    expect(explain(['camera'], 'StrangeError')).toContain('StrangeError');
  });
});
