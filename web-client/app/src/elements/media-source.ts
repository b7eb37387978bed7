/** Gives a media element this track alone, or nothing. Does nothing where it has it already, so that pictures do not flicker. */
export function attach(element: HTMLMediaElement, track: MediaStreamTrack | null): void {
  const current = element.srcObject instanceof MediaStream ? element.srcObject.getTracks()[0] : undefined;
  if (track === null) {
    if (element.srcObject !== null) {
      element.srcObject = null;
    }
  } else if (current !== track) {
    element.srcObject = new MediaStream([track]);
  }
}
