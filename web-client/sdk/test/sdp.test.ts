import { describe, expect, it } from 'vitest';
import { withDtx } from '../src/sdp.ts';

const section = (mid: string, ...lines: string[]): string => ['m=audio 9 UDP/TLS/RTP/SAVPF 63 111', `a=mid:${mid}`, ...lines, ''].join('\r\n');
const SESSION = 'v=0\r\ns=-\r\n';
const OPUS = 'a=rtpmap:111 opus/48000/2';

describe('withDtx', () => {
  it('adds to the parameters of Opus in the sections named, and nowhere else', () => {
    const parameters = 'a=fmtp:111 minptime=10;useinbandfec=1';
    const sdp = SESSION + section('0', 'a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111', OPUS, parameters) + section('1', OPUS, parameters);
    expect(withDtx(sdp, ['0'])).toBe(sdp.replace(parameters, `${parameters};usedtx=1`));
  });

  it('adds the parameters where there are none', () => {
    const sdp = SESSION + section('0', OPUS, 'a=sendrecv');
    expect(withDtx(sdp, ['0'])).toBe(SESSION + section('0', OPUS, 'a=fmtp:111 usedtx=1', 'a=sendrecv'));
  });

  it('leaves alone what has it, what has no Opus, and what is no description', () => {
    const done = SESSION + section('0', OPUS, 'a=fmtp:111 usedtx=1') + section('1', 'a=rtpmap:0 PCMU/8000');
    expect(withDtx(done, ['0', '1'])).toBe(done);
    expect(withDtx('', ['0'])).toBe('');
  });
});
