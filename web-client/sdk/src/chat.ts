import type { ChatMessage, ClientMessage } from './protocol.ts';

/** Somebody in the room, or only the id. */
export type Someone = string | { readonly id: string };

export function idOf(someone: Someone): string {
  return typeof someone === 'string' ? someone : someone.id;
}

/** What is written in the room. New messages come as the room's event `chat`. */
export class Chat {
  readonly #request: (message: ClientMessage) => Promise<void>;
  readonly #history: () => readonly ChatMessage[];

  /** Made by the room. */
  constructor(request: (message: ClientMessage) => Promise<void>, history: () => readonly ChatMessage[]) {
    this.#request = request;
    this.#history = history;
  }

  /** What was said so far, oldest first: what the server remembered when we came, and all since; 500 messages at most. */
  get history(): readonly ChatMessage[] {
    return this.#history();
  }

  /** Resolves when the server has passed it on. To everyone, or to one; 4,096 characters at most. */
  send(text: string, { to }: { readonly to?: Someone } = {}): Promise<void> {
    return this.#request({ type: 'chat', text, ...(to === undefined ? {} : { to: idOf(to) }) });
  }
}
