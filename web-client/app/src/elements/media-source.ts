/** Gives a media element this track alone, or nothing. Does nothing where it has it already, so that pictures do not flicker. */
export function attach(element: HTMLMediaElement, track: MediaStreamTrack | null): void {
  const before = element.srcObject instanceof MediaStream ? element.srcObject : null;
  if ((before?.getTracks()[0] ?? null) === track) {
    return;
  }
  element.srcObject = track === null ? null : new MediaStream([track]);
  // A browser keeps a stream for as long as one of its tracks lives, and tracks of slots live as long as the call.
  before?.getTracks().forEach((each) => {
    before.removeTrack(each);
  });
}

/**
 * Takes the tracks from the media elements of an element that has left the page. A media element that plays lives on without a page,
 * and keeps all that is around it, for as long as its track does; and tracks of slots live as long as the call.
 */
export function releaseWhenGone(host: HTMLElement): void {
  // An element that is only moved is back in the page by then, and its picture does not flicker.
  queueMicrotask(() => {
    if (!host.isConnected) {
      host.querySelectorAll<HTMLMediaElement>('audio, video').forEach((element) => {
        attach(element, null);
      });
    }
  });
}
