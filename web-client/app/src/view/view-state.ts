/** What the person has chosen to see. Pure: no room, no document. */
export type Panel = 'chat' | 'people' | 'statistics';

export interface ViewState {
  readonly mode: 'gallery' | 'speaker';
  /** Key of the tile that was pinned; null where none is. */
  readonly pinned: string | null;
  /** From 0. Kept within what there is by whoever lays the tiles out. */
  readonly page: number;
  readonly panel: Panel | null;
  /** Messages that came while the chat was closed. */
  readonly unread: number;
}

export const INITIAL_VIEW: ViewState = { mode: 'gallery', pinned: null, page: 0, panel: null, unread: 0 };

export type ViewAction =
  | { readonly type: 'toggleMode' }
  /** Pins a tile, or unpins it where it is pinned already. */
  | { readonly type: 'togglePin'; readonly key: string }
  | { readonly type: 'turnTo'; readonly page: number }
  /** Opens a panel, or closes it where it is open already. */
  | { readonly type: 'togglePanel'; readonly panel: Panel }
  | { readonly type: 'closePanel' }
  | { readonly type: 'messageCame' }
  /** Tiles that are there now: a pin on another one is lost. */
  | { readonly type: 'tilesChanged'; readonly keys: readonly string[] };

export function reduceView(view: ViewState, action: ViewAction): ViewState {
  switch (action.type) {
    case 'toggleMode':
      return { ...view, mode: view.mode === 'gallery' ? 'speaker' : 'gallery', pinned: null, page: 0 };
    case 'togglePin':
      return { ...view, pinned: view.pinned === action.key ? null : action.key, page: 0 };
    case 'turnTo':
      return action.page === view.page ? view : { ...view, page: Math.max(0, action.page) };
    case 'togglePanel':
      return withPanel(view, view.panel === action.panel ? null : action.panel);
    case 'closePanel':
      return view.panel === null ? view : withPanel(view, null);
    case 'messageCame':
      return view.panel === 'chat' ? view : { ...view, unread: view.unread + 1 };
    case 'tilesChanged':
      return view.pinned === null || action.keys.includes(view.pinned) ? view : { ...view, pinned: null };
  }
}

function withPanel(view: ViewState, panel: Panel | null): ViewState {
  return { ...view, panel, unread: panel === 'chat' ? 0 : view.unread };
}
