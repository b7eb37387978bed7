import type { ChatMessage } from '@plenum/client';

/** What one person wrote in one go. */
export interface Turn {
  readonly key: string;
  readonly participant: string;
  readonly name: string;
  readonly at: number;
  /** Id of the only receiver, null for everyone. */
  readonly to: string | null;
  readonly messages: readonly ChatMessage[];
}

/** Whoever pauses longer says who they are again. */
const PAUSE_MILLIS = 120_000;

/** What belongs together: one sender, one receiver, no long pause. */
export function turnsOf(messages: readonly ChatMessage[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    const before = last?.messages.at(-1);
    if (
      last !== undefined &&
      before !== undefined &&
      last.participant === message.participant &&
      last.to === message.to &&
      message.at - before.at < PAUSE_MILLIS
    ) {
      turns[turns.length - 1] = { ...last, messages: [...last.messages, message] };
    } else {
      const { id, participant, name, at, to } = message;
      turns.push({ key: `${id}/${at}`, participant, name, at, to, messages: [message] });
    }
  }
  return turns;
}

export interface Piece {
  readonly text: string;
  readonly isLink: boolean;
}

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/giu;

/** A text with its links apart. Only http and https are links. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > end) {
      pieces.push({ text: text.slice(end, match.index), isLink: false });
    }
    pieces.push({ text: match[0], isLink: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) {
    pieces.push({ text: text.slice(end), isLink: false });
  }
  return pieces;
}
