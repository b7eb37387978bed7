/** An encoding with what W3C WebRTC-SVC and WebRTC Extensions add, and TypeScript's own library does not name yet. */
export interface VideoEncoding extends RTCRtpEncodingParameters {
  scalabilityMode?: string;
  codec?: RTCRtpCodec;
}

/** What a browser can encode, as far as the plan depends on it. */
export interface EncodingAbilities {
  /** Logical processors of the computer. */
  readonly cores: number;
  /** Whether the browser puts spatial layers into one encoding (W3C WebRTC-SVC) of this codec. */
  hasLayers(codec: string): boolean;
}

export interface VideoWish {
  readonly source: 'camera' | 'screen';
  /** Size of what is captured; 0 where the track does not say. */
  readonly width: number;
  readonly height: number;
  /** The most frames in a second that are sent; as many as are captured by default. */
  readonly framesPerSecond?: number | undefined;
  /** Asked for by the application; chosen by capability otherwise. */
  readonly codec?: string | undefined;
}

/** How a picture is sent. */
export interface VideoPlan {
  readonly codec: string;
  readonly encodings: readonly VideoEncoding[];
}

/** With fewer, encoding layers of VP9 in software leaves too little for decoding the others. */
const CORES_FOR_LAYERS = 8;
const LAYERED_CODECS: ReadonlySet<string> = new Set(['VP9', 'AV1']);
/** Later layers refer to the ones below only at key frames: what is left out hurts nobody. */
export const SCALABILITY_MODE = 'L3T3_KEY';

/** Bits per second of VP8 that look right at 30 frames, by the shorter side. */
const BITRATES: readonly (readonly [height: number, bps: number])[] = [
  [180, 150_000],
  [360, 500_000],
  [540, 1_000_000],
  [720, 1_700_000],
  [1080, 3_000_000],
];
const LARGEST_BITRATE_BPS = 5_000_000;
const SCREEN_BITRATE_BPS = 2_500_000;

/**
 * How to send a picture so that each viewer can have it in the size that fits: several encodings of VP8 (simulcast), or layers of VP9
 * or AV1 in one (SVC) where the computer is strong enough.
 */
export function planVideo(wish: VideoWish, abilities: EncodingAbilities): VideoPlan {
  const codec = wish.codec ?? chooseCodec(wish, abilities);
  if (LAYERED_CODECS.has(codec.toUpperCase()) && abilities.hasLayers(codec)) {
    return { codec, encodings: [withLimits({ scalabilityMode: SCALABILITY_MODE }, wish, 1)] };
  }
  return { codec, encodings: simulcast(wish) };
}

/** What is sent instead where the processor does not keep up with layers. */
export function withoutLayers(wish: VideoWish): VideoPlan {
  return { codec: 'VP8', encodings: simulcast(wish) };
}

function chooseCodec({ source }: VideoWish, abilities: EncodingAbilities): string {
  return source === 'camera' && abilities.cores >= CORES_FOR_LAYERS && abilities.hasLayers('VP9') ? 'VP9' : 'VP8';
}

/** The lowest quality first, as the server wants them. */
function simulcast(wish: VideoWish): readonly VideoEncoding[] {
  const factors = scaleFactors(wish);
  const [only] = factors;
  if (factors.length === 1 && only !== undefined) {
    return [withLimits({}, wish, only)];
  }
  const rids = ['q', 'h', 'f'].slice(-factors.length);
  return factors.map((factor, index) => withLimits({ rid: rids[index] ?? '', scaleResolutionDownBy: factor }, wish, factor));
}

/** A third size of a shared screen would be too small to be read. */
function scaleFactors({ source, width, height }: VideoWish): readonly number[] {
  const longSide = Math.max(width, height);
  if (longSide >= 960) {
    return source === 'screen' ? [2, 1] : [4, 2, 1];
  }
  return longSide >= 480 && source === 'camera' ? [2, 1] : [1];
}

function withLimits(encoding: VideoEncoding, wish: VideoWish, factor: number): VideoEncoding {
  const { framesPerSecond } = wish;
  return {
    ...encoding,
    maxBitrate: bitrate(wish, factor),
    ...(framesPerSecond === undefined ? {} : { maxFramerate: framesPerSecond }),
  };
}

function bitrate({ source, width, height }: VideoWish, factor: number): number {
  if (source === 'screen') {
    return Math.round(SCREEN_BITRATE_BPS / factor ** 2);
  }
  const shortSide = Math.min(width, height) / factor;
  return BITRATES.find(([limit]) => shortSide <= limit)?.[1] ?? LARGEST_BITRATE_BPS;
}
