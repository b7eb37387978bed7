/** What the page remembers on this machine. A browser that keeps nothing (private windows, blocked storage) is fine too. */
const PREFIX = 'plenum.';

export function recall(key: 'name'): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key: 'name', value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Nothing is lost but convenience.
  }
}
