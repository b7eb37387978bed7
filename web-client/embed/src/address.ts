/** How a page wants to embed a meeting: the attributes of the element. */
export interface EmbedOptions {
  /** Origin of the Plenum server. */
  readonly server: string;
  readonly room: string;
  readonly name: string | null;
  readonly token: string | null;
  /** False joins with the device off. */
  readonly camera: boolean;
  readonly microphone: boolean;
}

/**
 * The page of the meeting. With a name it joins at once. The token is in the fragment, which browsers send to no server and write into no
 * log.
 */
export function meetingUrl({ server, room, name, token, camera, microphone }: EmbedOptions): string {
  const url = new URL(`/r/${encodeURIComponent(room)}`, server);
  if (name !== null) {
    url.searchParams.set('name', name);
    url.searchParams.set('join', '1');
  }
  if (!camera) {
    url.searchParams.set('camera', 'off');
  }
  if (!microphone) {
    url.searchParams.set('microphone', 'off');
  }
  if (token !== null) {
    url.hash = new URLSearchParams({ token }).toString();
  }
  return url.href;
}
