import { describe, expect, it } from 'vitest';
import { LoadWatch } from '../src/load-watch.ts';
import { planVideo, withoutLayers } from '../src/video-plan.ts';
import type { EncodingAbilities, VideoWish } from '../src/video-plan.ts';

const WEAK: EncodingAbilities = { cores: 2, hasLayers: () => true };
const STRONG: EncodingAbilities = { cores: 8, hasLayers: (codec) => codec === 'VP9' };
const PLAIN: EncodingAbilities = { cores: 16, hasLayers: () => false };

const camera = (width: number, height: number): VideoWish => ({ source: 'camera', width, height });

describe('the plan for a picture', () => {
  it.each([
    [1920, 1080, [4, 2, 1], [500_000, 1_000_000, 3_000_000]],
    [1280, 720, [4, 2, 1], [150_000, 500_000, 1_700_000]],
    [720, 1280, [4, 2, 1], [150_000, 500_000, 1_700_000]],
    [640, 360, [2, 1], [150_000, 500_000]],
    [320, 180, [undefined], [150_000]],
    [3840, 2160, [4, 2, 1], [1_000_000, 3_000_000, 5_000_000]],
  ])('sends a camera of %d × %d in the sizes that make sense', (width, height, factors, bitrates) => {
    const { codec, encodings } = planVideo(camera(width, height), WEAK);
    expect(codec).toBe('VP8');
    expect(encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual(factors);
    expect(encodings.map(({ maxBitrate }) => maxBitrate)).toEqual(bitrates);
    expect(new Set(encodings.map(({ rid }) => rid)).size).toBe(encodings.length);
  });

  it('sends layers of VP9 on a strong computer whose browser can', () => {
    const layers = [{ scalabilityMode: 'L3T3_KEY', maxBitrate: 1_700_000 }];
    expect(planVideo(camera(1280, 720), STRONG)).toEqual({ codec: 'VP9', encodings: layers });
    expect(planVideo(camera(1280, 720), PLAIN).codec).toBe('VP8');
    expect(planVideo({ ...camera(1280, 720), source: 'screen' }, STRONG).codec).toBe('VP8');
    expect(withoutLayers(camera(1280, 720)).encodings).toHaveLength(3);
  });

  it('keeps to the codec that was asked for', () => {
    expect(planVideo({ ...camera(1280, 720), codec: 'VP9' }, WEAK).encodings).toMatchObject([{ scalabilityMode: 'L3T3_KEY' }]);
    expect(planVideo({ ...camera(1280, 720), codec: 'AV1' }, STRONG)).toMatchObject({ codec: 'AV1', encodings: [{}, {}, {}] });
    expect(planVideo({ ...camera(640, 360), codec: 'H264' }, STRONG)).toMatchObject({ codec: 'H264', encodings: [{}, {}] });
  });

  it('keeps a shared screen readable', () => {
    const screen: VideoWish = { source: 'screen', width: 1920, height: 1080, framesPerSecond: 5 };
    expect(planVideo(screen, WEAK).encodings).toEqual([
      { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 625_000, maxFramerate: 5 },
      { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 2_500_000, maxFramerate: 5 },
    ]);
    expect(planVideo({ ...screen, width: 640, height: 480 }, WEAK).encodings).toEqual([{ maxBitrate: 2_500_000, maxFramerate: 5 }]);
  });
});

describe('the load', () => {
  const looks = (watch: LoadWatch, isOverloaded: boolean, count: number): (string | null)[] =>
    Array.from({ length: count }, () => watch.look(isOverloaded));

  it('is too much when the encoder says so for eight seconds on end', () => {
    const watch = new LoadWatch();
    expect(looks(watch, true, 7)).toEqual(Array(7).fill(null));
    watch.look(false);
    expect(looks(watch, true, 8)).toEqual([...(Array(7).fill(null) as null[]), 'less']);
    expect(looks(watch, true, 8).at(-1)).toBe('less');
  });

  it('is tried again after a minute, and later each time that was too early', () => {
    const watch = new LoadWatch();
    const quietUntilMore = (): number => {
      for (let look = 1; ; look += 1) {
        if (watch.look(false) === 'more') {
          return look;
        }
      }
    };
    looks(watch, true, 8);
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      waits.push(quietUntilMore());
      looks(watch, true, 8);
    }
    expect(waits).toEqual([60, 120, 240, 480, 960, 960]);
  });
});
