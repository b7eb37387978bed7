// Writes docs/codecs.md from what `npm run codecs` saw last.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const results = JSON.parse(readFileSync(file('../target/e2e/codecs.json'), 'utf8'));
const [voices, pictures] = [results.filter(isVoice), results.filter((each) => !isVoice(each))];

const MODES = ['single', 'L1T3', 'simulcast', 'SVC'];
const BROWSER = { chromium: 'Chromium', firefox: 'Firefox' };
const RATES = { 1: 'full', 0.5: 'half', 0.25: 'quarter' };

function isVoice({ codec }) {
    return ['opus', 'PCMU', 'PCMA'].includes(codec);
}

function page() {
    const versions = [...new Set(results.flatMap(({ versions: of }) => of ?? []))].map((each) => each[0].toUpperCase() + each.slice(1)).toSorted();
    return `# Codecs

What is forwarded, and how we know. The bridge never decodes: it reads payload descriptors, and the dependency descriptor where there is one, to find key
frames and layers, and a viewer gets the codec that the publisher sent.

| codec | what is read | layers that a viewer can choose |
|---|---|---|
| VP8 | payload descriptor (RFC 7741) | encodings; temporal layers at sync points |
| VP9 | payload descriptor (RFC 9628), dependency descriptor | encodings; temporal and spatial layers |
| AV1 | aggregation header, dependency descriptor (AV1 RTP 1.0, appendix A) | encodings; temporal and spatial layers, those only for viewers that take the descriptor |
| H.264 | NAL unit types (RFC 6184), dependency descriptor; profiles and packetization-mode are kept apart | encodings; temporal layers with the descriptor |
| H.265 | NAL unit types (RFC 7798), dependency descriptor | encodings; temporal layers |
| Opus, RED, G.711, telephone-event | nothing: RED (RFC 2198), FEC, DTX and stereo go through as they came | |

## Proved with real browsers
${versions.join(' and ')}; \`npm run codecs\` in \`web-client\` (fifteen minutes) plays every cell below through the real server and writes this page. Four of them
are part of every build.

A cell is proved when every layer that the viewer asks for is shown at its size and frame rate, and ten switches between the lowest and the highest layer go by in order
(every frame bears its number), without a frame older than one shown before, without a picture that stands still for 400 ms longer than the encoder of its layer
paused (that of a quarter of the rate makes a frame every 200 ms, and leaves some out after a key frame), without a key frame asked for by the decoder, and with less than
5 % of the frames dropped.

${matrix()}

Numbers are the layers proved. "–": the browser does not offer or decode it, see below.

${Object.keys(BROWSER).flatMap((from) => Object.keys(BROWSER).map((to) => details(from, to))).filter(Boolean).join('\n\n')}

## Voice
Four tones or Firefox's fake microphone, heard for three seconds at the other side: in the codec asked for, loud, and with less than 5 % of the sound made
up by the receiver for want of packets. For RED the packets must have twice the size. Telephone keys are pressed in silence, so what is heard is
their tones; Chromium's receiver counts the edges of each as made up, with no server in between as well (8 %).

${table(
    ['codec', 'mode', 'from', 'to', 'packets, bytes each', 'made up', 'result'],
    voices.map((each) => [
        each.codec, each.mode, BROWSER[each.publisher], BROWSER[each.viewer], `${each.packets}, ${each.packetBytes}`,
        percent(each.concealedShare), each.reason ?? each.error ?? each.status,
    ]),
)}

## What browsers leave out
- **H.265**: Chromium offers it only where the machine has an encoder for it, and this one has none. The descriptor parser and the forwarding are tested with
  packets made for it; a browser's have not been seen.
- **H.264 in Firefox** needs the OpenH264 module, which Firefox fetches at its first start; without it, Firefox neither sends nor decodes H.264.
- **AV1 S3T3** is not in the table: Chromium 156 stops encoding it after a few frames, also between two connections of one page with no server. S2T3 is
  its stand-in for the modes with independent spatial layers.
- **Scalability modes in Firefox**: it has none, and simulcast only for VP8 and H.264.
- **Spatial layers** go only to viewers who take the dependency descriptor. Chromium offers it for receiving only when asked
  (\`setHeaderExtensionsToNegotiate\`, which the SDK does); all others get one spatial layer of AV1, and of VP9 what its own descriptor allows.
`;
}

/** Which codec in which mode from which to which browser: how many layers were proved. */
function matrix() {
    const pairs = [...new Set(pictures.map(({ publisher, viewer }) => `${publisher} ${viewer}`))];
    const rows = [...new Set(pictures.map(({ codec }) => codec))].flatMap((codec) =>
        pairs
            .map((pair) => pictures.filter((each) => each.codec === codec && `${each.publisher} ${each.viewer}` === pair))
            .filter((cells) => cells.length > 0)
            .map((cells) => [
                codec, pairName(cells[0]), ...MODES.map((mode) => cells.filter((each) => family(each.mode) === mode).map(short).join('; ')),
            ]),
    );
    return table(['codec', 'from → to', ...MODES], rows);
}

const pairName = ({ publisher, viewer }) => `${BROWSER[publisher]} → ${BROWSER[viewer]}`;

function family(mode) {
    if (mode.startsWith('simulcast')) {
        return 'simulcast';
    }
    return ['single', 'L1T3'].includes(mode) ? mode : 'SVC';
}

function short({ mode, status, layers }) {
    const name = mode.replace(/^simulcast ?/, '');
    const named = name && !['single', 'L1T3'].includes(mode) ? `${name}: ` : '';
    return named + ({ passed: `**${layers.length}**`, failed: 'failed' }[status] ?? '–');
}

function details(from, to) {
    const cells = pictures.filter(({ publisher, viewer }) => publisher === from && viewer === to);
    return (
        cells.length > 0 &&
        `### ${BROWSER[from]} to ${BROWSER[to]}
${table(
    ['codec', 'mode', 'layers shown', 'ten switches, median and longest', 'longest without a frame', 'frames decoded, dropped', 'encoder → decoder', 'result'],
    cells.map((each) =>
        each.reason ? [each.codec, each.mode, '', '', '', '', '', `${each.status}: ${each.reason}`] : [each.codec, each.mode, ...figures(each)],
    ),
)}`
    );
}

function figures({ layers, switches, longestGapMillis, framesDecoded, framesDropped, encoder, decoder, status, error }) {
    const sizes = [...new Set(layers.map(sizeOf))];
    const shown = sizes.map((size) => [size, layers.filter((each) => sizeOf(each) === size)]).map(([size, each]) => size + rates(each));
    const sorted = switches.toSorted((a, b) => a - b);
    const codecs = [encoder, decoder].map((each) => each ?? 'not told').join(' → ');
    return [
        shown.join(', '), `${sorted[Math.floor(sorted.length / 2)] ?? '–'}, ${sorted.at(-1) ?? '–'} ms`, `${longestGapMillis} ms`,
        `${framesDecoded}, ${framesDropped}`, codecs.replaceAll(/SimulcastEncoderAdapter \((\w+).*?\)/g, '$1'), error ?? status,
    ];
}

const sizeOf = ({ width, height }) => `${width}x${height}`;
const rates = (temporals) => (temporals.length > 1 ? ` (${temporals.map(rate).join(', ')})` : '');

/** The frame rate that a temporal layer was found to have, as its nearest fraction. */
function rate({ share }) {
    const nearest = Object.keys(RATES).toSorted((a, b) => Math.abs(Math.log(share / a)) - Math.abs(Math.log(share / b)))[0];
    return RATES[nearest];
}

function percent(share) {
    return share === undefined ? '' : `${(100 * Math.max(0, share)).toFixed(1)} %`;
}

function table(head, rows) {
    return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

writeFileSync(file('../../docs/codecs.md'), page());
