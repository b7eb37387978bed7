/**
 * Stable names of what can go wrong: those of the server's `error` and `bye` messages (docs/protocol.md), and the client's own below.
 * A server newer than this client may send names that are not listed.
 */
export type PlenumErrorCode =
  | 'signalling-unreachable'
  | 'signalling-lost'
  | 'websocket-blocked'
  | 'media-interrupted'
  | 'already-joined'
  | 'join-timeout'
  | 'join-failed'
  | 'answer-timeout'
  | 'negotiation-failed'
  | 'media-failed'
  | 'device-lost'
  | 'not-published'
  | 'already-published'
  | 'not-joined'
  | 'forbidden'
  | 'unauthorized'
  | 'token-expired'
  | 'bad-token'
  | 'room-full'
  | 'room-locked'
  | 'room-ended'
  | 'room-expired'
  | 'removed'
  | 'resumed-elsewhere'
  | 'banned'
  | 'refused'
  | 'duplicate-identity'
  | 'left'
  | (string & {});

/** An error with a code for programs and a sentence for people. */
export class PlenumError extends Error {
  readonly code: PlenumErrorCode;

  constructor(code: PlenumErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PlenumError';
    this.code = code;
  }
}

/** Wraps whatever was thrown; a PlenumError stays as it is. */
export function toPlenumError(thrown: unknown, code: PlenumErrorCode): PlenumError {
  if (thrown instanceof PlenumError) {
    return thrown;
  }
  return new PlenumError(code, thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}

/** Nothing that the person could do here and now makes these better. */
const FINAL_CODES: ReadonlySet<PlenumErrorCode> = new Set([
  'bad-token',
  'banned',
  'duplicate-identity',
  'forbidden',
  'refused',
  'removed',
  'resumed-elsewhere',
  'room-ended',
  'room-expired',
  'token-expired',
  'unauthorized',
]);

/** Whether joining again, by itself or by a click, may help. */
export function isWorthAnotherTry({ code }: PlenumError): boolean {
  return !FINAL_CODES.has(code);
}
