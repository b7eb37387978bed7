import { layoutGallery } from './gallery.ts';

export interface StageTile {
  readonly key: string;
  readonly isScreen: boolean;
}

export interface StageOptions {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  readonly mode: 'gallery' | 'speaker';
  readonly pinned: string | null;
  /** Whom the speaker view shows large, if it is one of the tiles. */
  readonly speaker: string | null;
  /** Our own picture, which may lie on the other one where there are two. */
  readonly own: string;
  readonly page: number;
}

/** In CSS pixels, from the stage's upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Lies on another tile. */
  readonly isFloating: boolean;
  /** The one that is looked at. */
  readonly isLarge: boolean;
}

export interface Stage {
  /** Tiles that have no place are on another page. */
  readonly places: ReadonlyMap<string, Place>;
  readonly page: number;
  readonly pages: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const MOST_ON_A_PAGE = 49;
/** Smaller than this nobody is recognised. */
const LEAST_TILE_WIDTH = 104;
const STRIP_WIDTH = 208;
const STRIP_HEIGHT = 118;

/** Where each tile lies. Pure; called again whenever anything changes. */
export function layoutStage(tiles: readonly StageTile[], options: StageOptions): Stage {
  const { width, height, gap } = options;
  const whole: Box = { x: 0, y: 0, width, height };
  const large = largeTiles(tiles, options);
  if (large.length === 0) {
    return tiles.length === 2 ? face(tiles, options, whole) : pageOf(tiles, options, whole, gap);
  }
  const rest = tiles.filter((tile) => !large.includes(tile));
  if (rest.length === 0) {
    return { places: new Map(grid(large, whole, gap, true)), page: 0, pages: 1 };
  }
  const [main, strip] = split(whole, gap);
  const small = pageOf(rest, options, strip, gap);
  return { ...small, places: new Map([...small.places, ...grid(large, main, gap, true)]) };
}

/** What is pinned; else what is shared; else, in the speaker view, who speaks. */
function largeTiles(tiles: readonly StageTile[], { pinned, mode, speaker, own }: StageOptions): readonly StageTile[] {
  const chosen = tiles.filter(({ key }) => key === pinned);
  if (chosen.length > 0) {
    return chosen;
  }
  const screens = tiles.filter(({ isScreen }) => isScreen);
  if (screens.length > 0 || mode === 'gallery') {
    return screens;
  }
  const others = tiles.filter(({ key }) => key !== own);
  const speaking = others.find(({ key }) => key === speaker) ?? others[0];
  return speaking === undefined ? [] : [speaking];
}

/** Two people: the other one large, ourselves small in the corner. */
function face(tiles: readonly StageTile[], { own, gap }: StageOptions, whole: Box): Stage {
  const other = tiles.find(({ key }) => key !== own);
  const [place] = other === undefined ? [] : grid([other], whole, gap, true);
  if (other === undefined || place === undefined) {
    return { places: new Map(), page: 0, pages: 1 };
  }
  const [, { x, y, width, height }] = place;
  const isUpright = whole.width < 640;
  const smallWidth = Math.round(Math.min(240, Math.max(112, isUpright ? 112 : width * 0.19)));
  const smallHeight = Math.round(isUpright ? (smallWidth * 4) / 3 : (smallWidth * 9) / 16);
  const corner: Place = {
    x: x + width - smallWidth - gap,
    y: y + height - smallHeight - gap,
    width: smallWidth,
    height: smallHeight,
    isFloating: true,
    isLarge: false,
  };
  return { places: new Map([place, [own, corner]]), page: 0, pages: 1 };
}

/** A broad stage has its strip at the right, a high one at the foot. */
function split({ x, y, width, height }: Box, gap: number): readonly [Box, Box] {
  if (width > height * 1.25) {
    const strip = Math.min(STRIP_WIDTH, width * 0.28);
    return [
      { x, y, width: width - strip - gap, height },
      { x: x + width - strip, y, width: strip, height },
    ];
  }
  const strip = Math.min(STRIP_HEIGHT, height * 0.28);
  return [
    { x, y, width, height: height - strip - gap },
    { x, y: y + height - strip, width, height: strip },
  ];
}

function pageOf(tiles: readonly StageTile[], { page: wanted, own }: StageOptions, box: Box, gap: number): Stage {
  const most = fits(tiles.length, box, gap);
  const pages = Math.max(1, Math.ceil(tiles.length / most));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  // With several pages we find ourselves at the end of the first.
  const others = tiles.filter(({ key }) => key !== own);
  const ours = tiles.filter(({ key }) => key === own);
  const ordered = pages === 1 ? tiles : [...others.slice(0, most - ours.length), ...ours, ...others.slice(most - ours.length)];
  const shown = ordered.slice(page * most, (page + 1) * most);
  return { places: new Map(grid(shown, box, gap, false)), page, pages };
}

/** How many are still recognised in the box, at least one. */
function fits(count: number, { width, height }: Box, gap: number): number {
  let most = Math.min(count, MOST_ON_A_PAGE);
  while (most > 1 && layoutGallery(most, width, height, gap).tileWidth < Math.min(LEAST_TILE_WIDTH, width)) {
    most -= 1;
  }
  return Math.max(1, most);
}

/** In rows, in the middle of the box; the last row in the middle too. */
function grid(tiles: readonly StageTile[], box: Box, gap: number, isLarge: boolean): [string, Place][] {
  const { columns, rows, tileWidth, tileHeight } = layoutGallery(tiles.length, box.width, box.height, gap);
  const top = box.y + (box.height - rows * tileHeight - (rows - 1) * gap) / 2;
  return tiles.map(({ key }, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, tiles.length - row * columns);
    const left = box.x + (box.width - inRow * tileWidth - (inRow - 1) * gap) / 2;
    const place: Place = {
      x: Math.round(left + (index - row * columns) * (tileWidth + gap)),
      y: Math.round(top + row * (tileHeight + gap)),
      width: tileWidth,
      height: tileHeight,
      isFloating: false,
      isLarge,
    };
    return [key, place];
  });
}
