import { describe, expect, it } from 'vitest';
import { layoutStage, MOST_ON_A_PAGE } from '../src/layout/stage.ts';
import type { Place, StageOptions, StageTile } from '../src/layout/stage.ts';

const OPTIONS: StageOptions = {
  width: 1248,
  height: 668,
  gap: 12,
  mode: 'gallery',
  pinned: null,
  speaker: null,
  own: 'own',
  page: 0,
};

function people(count: number, screens: readonly string[] = []): readonly StageTile[] {
  const others = Array.from({ length: count - 1 }, (_, index) => ({ key: `p${index}`, isScreen: false }));
  return [...others, ...screens.map((key) => ({ key, isScreen: true })), { key: 'own', isScreen: false }];
}

function overlap(one: Place, other: Place): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}

describe('layoutStage', () => {
  it('never puts two tiles in one place nor over the edge, whatever is looked at', () => {
    for (const [width, height] of [[1248, 668], [374, 692], [844, 250], [320, 480], [3840, 2000]] as const) {
      for (const count of [1, 2, 3, 5, 9, 16, 49]) {
        for (const change of [{}, { mode: 'speaker', speaker: 'p0' }, { pinned: 'own' }, { pinned: 'p0' }] as const) {
          const { places } = layoutStage(people(count, count > 3 ? ['s'] : []), { ...OPTIONS, width, height, ...change });
          const fixed = [...places.values()].filter(({ isFloating }) => !isFloating);
          fixed.forEach((place, index) => {
            expect(place.x).toBeGreaterThanOrEqual(0);
            expect(place.y).toBeGreaterThanOrEqual(0);
            expect(place.x + place.width).toBeLessThanOrEqual(width + 1);
            expect(place.y + place.height).toBeLessThanOrEqual(height + 1);
            fixed.slice(index + 1).forEach((other) => {
              expect(overlap(place, other)).toBe(false);
            });
          });
        }
      }
    }
  });

  it('lays our own picture on the other one where there are two', () => {
    const { places } = layoutStage(people(2), OPTIONS);
    expect(places.get('own')).toMatchObject({ isFloating: true });
    expect(places.get('p0')?.width).toBeGreaterThan(1000);
  });

  it('shows a shared screen large, and a pinned person larger than that', () => {
    const shared = layoutStage(people(5, ['s']), OPTIONS);
    expect(shared.places.get('s')).toMatchObject({ isLarge: true });
    expect(shared.places.get('p0')?.width).toBeLessThan(300);
    const pinned = layoutStage(people(5, ['s']), { ...OPTIONS, pinned: 'p2' });
    expect(pinned.places.get('p2')).toMatchObject({ isLarge: true });
    expect(pinned.places.get('s')).toMatchObject({ isLarge: false });
  });

  it('shows who speaks large in the speaker view, and never ourselves', () => {
    const { places } = layoutStage(people(6), { ...OPTIONS, mode: 'speaker', speaker: 'p3' });
    expect(places.get('p3')).toMatchObject({ isLarge: true });
    const ourselves = layoutStage(people(6), { ...OPTIONS, mode: 'speaker', speaker: 'own' });
    expect(ourselves.places.get('own')).toMatchObject({ isLarge: false });
  });

  it('puts everybody on one of the pages, once, and ourselves on the first', () => {
    const tiles = people(120);
    const seen: string[] = [];
    const { pages } = layoutStage(tiles, OPTIONS);
    expect(pages).toBeGreaterThan(1);
    for (let page = 0; page < pages; page += 1) {
      const stage = layoutStage(tiles, { ...OPTIONS, page });
      expect(stage.page).toBe(page);
      expect(stage.places.size).toBeLessThanOrEqual(MOST_ON_A_PAGE);
      seen.push(...stage.places.keys());
    }
    expect(seen.toSorted()).toEqual(tiles.map(({ key }) => key).toSorted());
    expect(layoutStage(tiles, OPTIONS).places.has('own')).toBe(true);
    expect(layoutStage(tiles, { ...OPTIONS, page: 99 }).page).toBe(pages - 1);
  });

  it('makes no tile smaller than a face can be told', () => {
    const { places } = layoutStage(people(49), { ...OPTIONS, width: 374, height: 692 });
    for (const { width } of places.values()) {
      expect(width).toBeGreaterThanOrEqual(104);
    }
  });
});
