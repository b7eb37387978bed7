export interface GalleryLayout {
  readonly columns: number;
  readonly rows: number;
  /** Whole pixels. */
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** Cameras send 16:9; a tile is never wider, and narrower down to 3:4 at the cost of the picture's sides. */
const WIDEST = 16 / 9;
const NARROWEST = 3 / 4;

/**
 * The grid in which `count` tiles show the most picture in `width` × `height` pixels with `gap` between them. What a narrow tile cuts off
 * at the sides does not count as picture.
 */
export function layoutGallery(count: number, width: number, height: number, gap: number): GalleryLayout {
  let best: GalleryLayout = { columns: 0, rows: 0, tileWidth: 0, tileHeight: 0 };
  let bestScore = -1;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const cellWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
    const cellHeight = Math.max(0, (height - gap * (rows - 1)) / rows);
    const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * WIDEST));
    const tileHeight = Math.floor(Math.min(cellHeight, cellWidth / NARROWEST));
    const shown = tileHeight === 0 ? 0 : Math.min(1, tileWidth / tileHeight / WIDEST);
    const score = tileWidth * tileHeight * shown;
    if (score > bestScore) {
      best = { columns, rows, tileWidth, tileHeight };
      bestScore = score;
    }
  }
  return best;
}
