import { describe, expect, it } from 'vitest';
import { layoutGallery } from '../src/layout/gallery.ts';

const GAP = 12;
const DESKTOP = [1248, 668] as const;
const PHONE = [374, 692] as const;

describe('layoutGallery', () => {
  it.each([
    [1, DESKTOP, 1, 1],
    [3, DESKTOP, 2, 2],
    [4, DESKTOP, 2, 2],
    [6, DESKTOP, 3, 2],
    [9, DESKTOP, 3, 3],
    [12, DESKTOP, 4, 3],
    [49, DESKTOP, 7, 7],
    [1, PHONE, 1, 1],
    [3, PHONE, 1, 3],
    [6, PHONE, 2, 3],
    [10, PHONE, 2, 5],
  ])('puts %i tiles on %o in %i columns and %i rows', (count, [width, height], columns, rows) => {
    expect(layoutGallery(count, width, height, GAP)).toMatchObject({ columns, rows });
  });

  it('never goes over the edge, nor over the shapes that a picture can bear', () => {
    for (const [width, height] of [DESKTOP, PHONE, [844, 250], [200, 200], [3840, 2000]] as const) {
      for (let count = 1; count <= 49; count += 1) {
        const { columns, rows, tileWidth, tileHeight } = layoutGallery(count, width, height, GAP);
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect(columns * (rows - 1)).toBeLessThan(count);
        expect(columns * tileWidth + (columns - 1) * GAP).toBeLessThanOrEqual(width);
        expect(rows * tileHeight + (rows - 1) * GAP).toBeLessThanOrEqual(height);
        expect(tileWidth).toBeLessThanOrEqual((tileHeight + 1) * (16 / 9));
        expect(tileHeight).toBeLessThanOrEqual((tileWidth + 1) * 1.5);
      }
    }
  });

  it('shows one picture whole where it fits', () => {
    expect(layoutGallery(1, 1600, 900, GAP)).toEqual({ columns: 1, rows: 1, tileWidth: 1600, tileHeight: 900 });
  });

  it('takes no space where there is none', () => {
    expect(layoutGallery(0, 800, 600, GAP)).toEqual({ columns: 0, rows: 0, tileWidth: 0, tileHeight: 0 });
    expect(layoutGallery(4, 0, 0, GAP)).toMatchObject({ tileWidth: 0, tileHeight: 0 });
    expect(layoutGallery(49, 10, 10, GAP)).toMatchObject({ tileWidth: 0 });
  });
});
