/** What the page's address says: `/` or `/r/{room}`, and the parameters of a deep link. */
export interface Address {
  /** Null on the start page. */
  readonly room: string | null;
  /** `?name=Alice`: fills in the name. */
  readonly name: string | null;
  /** `?join=1` together with a name: joins without asking. */
  readonly joinAtOnce: boolean;
  /** `?camera=off`: joins with the camera off. */
  readonly camera: boolean;
  /** `?microphone=off`: joins muted. */
  readonly microphone: boolean;
  /** `?sound=music`: sends sound as it is, without echo cancellation, noise suppression and gain control. */
  readonly plainSound: boolean;
  /** `#token=…`: what the server asks for. In the fragment, which browsers send to no server. */
  readonly token: string | null;
}

export function readAddress(url: URL): Address {
  const match = /^\/r\/([^/]+)\/?$/u.exec(url.pathname);
  const parameters = url.searchParams;
  return {
    room: match?.[1] === undefined ? null : decode(match[1]),
    name: parameters.get('name'),
    joinAtOnce: parameters.get('join') === '1',
    camera: parameters.get('camera') !== 'off',
    microphone: parameters.get('microphone') !== 'off',
    plainSound: parameters.get('sound') === 'music',
    token: new URLSearchParams(url.hash.slice(1)).get('token'),
  };
}

/** The link that others get: the room and nothing else. */
export function roomLink(origin: string, room: string): string {
  return `${origin}/r/${encodeURIComponent(room)}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a lone percent sign: the name check will refuse it in words
  }
}
