/** Small changes to session descriptions that no other interface of a browser offers. */

/**
 * Lets the browser be silent while nobody speaks (RFC 7587 section 6.1, `usedtx`), in the sections of these mids. What an answer says of
 * Opus is what the browser that gets it shall send.
 */
export function withDtx(sdp: string, mids: readonly string[]): string {
  const [session = '', ...sections] = sdp.split(/(?=^m=)/mu);
  return session + sections.map((section) => (mids.includes(midOf(section)) ? withDtxIn(section) : section)).join('');
}

function midOf(section: string): string {
  return /^a=mid:(\S+)/mu.exec(section)?.[1] ?? '';
}

function withDtxIn(section: string): string {
  const type = /^a=rtpmap:(\d+) opus\//imu.exec(section)?.[1];
  if (type === undefined || section.includes('usedtx=1')) {
    return section;
  }
  const parameters = new RegExp(`^(a=fmtp:${type} [^\\r\\n]*)`, 'mu');
  return parameters.test(section)
    ? section.replace(parameters, '$1;usedtx=1')
    : section.replace(new RegExp(`^(a=rtpmap:${type} [^\\r\\n]*(\\r?\\n))`, 'mu'), `$1a=fmtp:${type} usedtx=1$2`);
}
