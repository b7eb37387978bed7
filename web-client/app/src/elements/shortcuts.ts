/** What can be done by a key. */
export type Command =
  | 'microphone'
  | 'camera'
  | 'talk'
  | 'share'
  | 'hand'
  | 'chat'
  | 'people'
  | 'statistics'
  | 'view'
  | 'fullScreen'
  | 'help'
  | 'leave';

/** Keys as they are shown, in the order of the help. */
export const SHORTCUTS: readonly (readonly [Command, string])[] = [
  ['microphone', 'M'],
  ['talk', '␣'],
  ['camera', 'V'],
  ['share', 'S'],
  ['hand', 'H'],
  ['chat', 'C'],
  ['people', 'P'],
  ['view', 'G'],
  ['fullScreen', 'F'],
  ['statistics', 'I'],
  ['help', '?'],
  ['leave', '⇧ L'],
];

const BY_KEY: ReadonlyMap<string, Command> = new Map([
  ['m', 'microphone'],
  ['v', 'camera'],
  ['s', 'share'],
  ['h', 'hand'],
  ['c', 'chat'],
  ['p', 'people'],
  ['i', 'statistics'],
  ['g', 'view'],
  ['f', 'fullScreen'],
  ['?', 'help'],
]);

export type Keystroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'target'>;

/** What a key means, null where it is the browser's or belongs to a field that is typed in. */
export function shortcutFor({ key, ctrlKey, metaKey, altKey, shiftKey, repeat, target }: Keystroke): Command | null {
  if (ctrlKey || metaKey || altKey || repeat || isTypedIn(target)) {
    return null;
  }
  if (key === ' ') {
    return isPressed(target) ? null : 'talk';
  }
  if (key === 'L' && shiftKey) {
    return 'leave';
  }
  return BY_KEY.get(key.toLowerCase()) ?? null;
}

function isTypedIn(target: EventTarget | null): boolean {
  return matches(target, 'input, textarea, select, [contenteditable]');
}

/** The space bar presses what has the focus. */
function isPressed(target: EventTarget | null): boolean {
  return matches(target, 'button, a, summary, [role=menuitem]');
}

function matches(target: EventTarget | null, selector: string): boolean {
  return target !== null && 'closest' in target && (target as Element).closest(selector) !== null;
}
