export interface GalleryLayout {
  readonly columns: number;
  readonly rows: number;
  /** Whole pixels. */
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** Cameras send 16:9; a tile is never wider, and narrower down to 2:3 at the cost of the picture's sides. */
const WIDEST = 16 / 9;
const NARROWEST = 2 / 3;

/**
 * The grid in which `count` tiles use `width` × `height` pixels best, with `gap` between them. A large tile is good and a cut picture is
 * bad: the score is the tile's area times the square root of the part of a 16:9 picture that it shows. (Counting only the part shown
 * made a column of postage stamps out of six people on a phone; counting only the area cut everybody to a strip.)
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
    const score = tileWidth * tileHeight * Math.sqrt(shown);
    if (score > bestScore) {
      best = { columns, rows, tileWidth, tileHeight };
      bestScore = score;
    }
  }
  return best;
}
