/** What the server says by plain HTTP about a request to join. Browsers hide why a WebSocket was refused. */
export interface Validation {
  /** True where the server would let us in. */
  readonly isWelcome: boolean;
  /** As in the protocol's errors; null where the server gave none. */
  readonly code: string | null;
  readonly words: string | null;
  /** What the server knows to be wrong with itself, which may be why somebody it let in cannot connect. */
  readonly trouble?: { readonly cause: string; readonly words: string } | null;
}

export interface ValidationRequest {
  /** Address of the WebSocket. */
  readonly url: string;
  readonly room: string;
  readonly name: string;
  readonly token: string | undefined;
}

/** Null where nothing answers that way either. */
export type Validate = (request: ValidationRequest) => Promise<Validation | null>;

const TIMEOUT_MILLIS = 5_000;

/** `ws://host/v1/ws` is `http://host/v1/validate`. */
export function validationUrl({ url, room, name }: ValidationRequest): string {
  const address = new URL(url.replace(/^ws/u, 'http'));
  address.pathname = address.pathname.replace(/ws$/u, 'validate');
  address.search = new URLSearchParams({ room, name }).toString();
  return address.href;
}

export const browserValidate: Validate = async (request) => {
  try {
    const response = await fetch(validationUrl(request), {
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
      headers: request.token === undefined ? {} : { Authorization: `Bearer ${request.token}` },
    });
    // A server that does not know the question answers 404, which says nothing of the room.
    return readValidation(response.ok, response.status === 404 ? '' : await response.text());
  } catch {
    return null;
  }
};

/** Reads a problem document (RFC 9457), or whatever else stands between here and the server has written. */
export function readValidation(isWelcome: boolean, body: string): Validation {
  let json: unknown = null;
  try {
    json = JSON.parse(body);
  } catch {
    // A page of a proxy: there is nothing for us in it.
  }
  const text = textsOf(json);
  const trouble = textsOf(typeof json === 'object' && json !== null && 'trouble' in json ? json.trouble : null);
  const [cause, words] = [trouble('cause'), trouble('message')];
  return {
    isWelcome,
    code: text('error') ?? text('code'),
    words: text('detail') ?? text('message') ?? text('title'),
    ...(cause === null || words === null ? {} : { trouble: { cause, words } }),
  };
}

/** Reads a member that is a text with something in it. */
function textsOf(json: unknown): (name: string) => string | null {
  const fields = new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
  return (name) => {
    const value = fields.get(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
}
