/** What of the browser's report is of use to the server (W3C webrtc-stats). */
const SENT_TYPES: ReadonlySet<string> = new Set([
  'candidate-pair',
  'codec',
  'inbound-rtp',
  'local-candidate',
  'media-playout',
  'media-source',
  'outbound-rtp',
  'remote-candidate',
  'remote-inbound-rtp',
  'remote-outbound-rtp',
  'transport',
]);

/** The server takes 64 KiB; the message around the report needs a little. */
const MOST_BYTES = 60_000;

/**
 * The report as it is sent to the server: what is of use, and no more than the server takes. Addresses of the computer stay here, and so
 * does whatever would make the report too large: the last entries.
 */
export function statsReport(raw: readonly RTCStats[]): readonly object[] {
  const report: object[] = [];
  let bytes = 2;
  for (const entry of raw) {
    if (!SENT_TYPES.has(entry.type)) {
      continue;
    }
    const { address, ip, relatedAddress, url, ...rest } = entry as RTCStats & Readonly<Record<string, unknown>>;
    bytes += new TextEncoder().encode(JSON.stringify(rest)).length + 1;
    if (bytes > MOST_BYTES) {
      break;
    }
    report.push(rest);
  }
  return report;
}

/** How sending does, in a few hundred bytes. */
export function sendingReport(raw: readonly RTCStats[]): readonly object[] {
  return statsReport(raw.filter((entry) => entry.type === 'outbound-rtp' || (entry.type === 'candidate-pair' && 'availableOutgoingBitrate' in entry)));
}
