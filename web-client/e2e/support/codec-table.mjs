// The cells of the codec table: which codec is sent how, by whom and to whom.

/** Large enough that Chromium sends three layers, and every quarter is even. */
export const PICTURE = { width: 960, height: 544, framesPerSecond: 20 };

const SIMULCAST = [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 400_000 },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 1_000_000 },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 2_500_000 },
];
const SINGLE = [{ maxBitrate: 2_500_000 }];

const scaled = (scale) => ({ width: PICTURE.width / scale, height: PICTURE.height / scale });
const temporals = (count, layer) => Array.from({ length: count }, (_, temporal) => ({ ...layer, temporal, share: 2 ** (temporal + 1 - count) }));

/** One picture size and nothing to choose. */
const single = () => ({ mode: 'single', encodings: SINGLE, layers: [{ ...scaled(1) }] });

/** One size at full, half and quarter frame rate. */
const temporal = () => ({ mode: 'L1T3', encodings: [{ ...SINGLE[0], scalabilityMode: 'L1T3' }], layers: temporals(3, scaled(1)) });

/** Three encodings with RIDs, each with as many temporal layers. */
function simulcast(temporalLayers) {
    const scalabilityMode = `L1T${temporalLayers}`;
    return {
        mode: `simulcast ${scalabilityMode}`,
        encodings: SIMULCAST.map((each) => ({ ...each, scalabilityMode })),
        layers: SIMULCAST.flatMap(({ scaleResolutionDownBy }, encoding) =>
            temporalLayers === 1
                ? [{ ...scaled(scaleResolutionDownBy), encoding }]
                : temporals(temporalLayers, { ...scaled(scaleResolutionDownBy), encoding }),
        ),
    };
}

/** Three encodings told apart by SSRC alone. Their sizes are the browser's choice, and the same. */
const simGroup = () => ({
    mode: 'simulcast by SSRC',
    simGroup: true,
    encodings: SIMULCAST.map(({ maxBitrate }) => ({ maxBitrate })),
    layers: [4, 2, 1].map((scale, encoding) => ({ ...scaled(scale), encoding })),
});

/** Spatial layers within one encoding. */
const svc = (mode, spatials, temporalLayers) => ({
    mode,
    spatials,
    encodings: [{ ...SINGLE[0], maxBitrate: 3_000_000, scalabilityMode: mode }],
    layers: Array.from({ length: spatials }, (_, spatial) => temporals(temporalLayers, { ...scaled(2 ** (spatials - 1 - spatial)), spatial })).flat(),
});

/** Every cell from one kind of browser to another. */
function cells(publisher, viewer, codecs) {
    return Object.entries(codecs).flatMap(([codec, modes]) => modes.map((mode) => ({ publisher, viewer, codec, ...mode })));
}

/** Firefox has no scalability modes. */
const withoutModes = (cell) => ({ ...cell, mode: cell.mode.replace(/ L1T.$/, ''), encodings: SIMULCAST });

const SVC = [svc('L3T3', 3, 3), svc('L3T3_KEY', 3, 3)];

export const VIDEO = [
    ...cells('chromium', 'chromium', {
        VP8: [single(), temporal(), simulcast(1), simulcast(3), simGroup()],
        VP9: [single(), temporal(), simulcast(1), simulcast(3), ...SVC, svc('S3T3', 3, 3)],
        H264: [single(), temporal(), simulcast(1), simulcast(3)],
        // Not S3T3: Chromium 156 stops encoding it after a few frames, also in a call of two of its own connections.
        AV1: [single(), temporal(), simulcast(1), simulcast(3), ...SVC, svc('S2T3', 2, 3)],
        H265: [single(), temporal(), simulcast(1)],
    }),
    ...cells('firefox', 'chromium', { VP8: [single(), withoutModes(simulcast(1))], VP9: [single()], H264: [single()], AV1: [single()] }),
    ...cells('chromium', 'firefox', { VP8: [single(), simulcast(1)], VP9: [single(), svc('L3T3_KEY', 3, 3)], H264: [single()], AV1: [single()] }),
];

/** One voice. */
const voice = (codec, mode, options = {}) => ({ codec, mode, voice: options, layers: [] });

const OPUS = [
    voice('opus', 'mono'),
    voice('opus', 'stereo', { stereo: true, parameters: 'stereo=1;sprop-stereo=1' }),
    voice('opus', 'DTX', { pauses: true, parameters: 'usedtx=1' }),
];

/** @type {{publisher: string, viewer: string, codec: string, mode: string, voice: object}[]} */
export const VOICE = [
    ...OPUS, voice('opus', 'RED', { red: true }), voice('opus', 'telephone keys', { tones: true }), voice('PCMU', 'mono'), voice('PCMA', 'mono'),
].map((each) => ({ publisher: 'chromium', viewer: 'chromium', ...each })).concat(
    [...OPUS, voice('PCMU', 'mono')].map((each) => ({ publisher: 'firefox', viewer: 'chromium', ...each })),
    [voice('opus', 'mono'), voice('PCMU', 'mono')].map((each) => ({ publisher: 'chromium', viewer: 'firefox', ...each })),
);

export const nameOf = ({ codec, mode, publisher, viewer }) => `${codec} ${mode}, ${publisher} to ${viewer}`;
