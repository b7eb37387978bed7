/** Figures of a connection as people read them. */

export function bitrate(bps: number | null): string {
  if (bps === null) {
    return '–';
  }
  return bps >= 1_000_000 ? `${(bps / 1_000_000).toFixed(1)} Mbit/s` : `${Math.round(bps / 1_000)} kbit/s`;
}

export function millis(value: number | null): string {
  return value === null ? '–' : `${Math.round(value)} ms`;
}

/** Below one in a thousand there is none to speak of. */
export function share(ratio: number): string {
  return ratio < 0.001 ? '0 %' : `${(100 * ratio).toFixed(1)} %`;
}

export function size(width: number, height: number, framesPerSecond: number): string {
  return width === 0 ? '–' : `${width} × ${height}, ${Math.round(framesPerSecond)} fps`;
}
