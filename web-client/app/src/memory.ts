/** What the page remembers on this machine. A browser that keeps nothing (private windows, blocked storage) is fine too. */
const PREFIX = 'plenum.';

export type Remembered = 'name' | 'language' | 'theme' | 'camera' | 'microphone' | 'loudspeaker' | 'share';

export function recall(key: Remembered): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key: Remembered, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Nothing is lost but convenience.
  }
}

/** The devices that were chosen the last time. */
export function recallDevices(): Partial<Record<'camera' | 'microphone', string>> {
  const camera = recall('camera');
  const microphone = recall('microphone');
  return { ...(camera === null ? {} : { camera }), ...(microphone === null ? {} : { microphone }) };
}
