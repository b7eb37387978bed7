import type { PlenumError } from '@plenum/client';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { mark } from './icons.ts';
import { PageElement } from './page-element.ts';

/** After the call: why it ended and the way back. Dispatches `rejoin`. */
export class Left extends PageElement {
  static override properties = { room: {}, error: { attribute: false } };

  declare room: string;
  /** Null where one left of one's own accord. */
  declare error: PlenumError | null;

  constructor() {
    super();
    this.room = '';
    this.error = null;
  }

  protected override render(): TemplateResult {
    const { title, words } = explainEnd(this.error, this.room);
    return html`
      <header class="entry-bar"><a class="wordmark" href="/">${mark()}Plenum</a></header>
      <main class="left">
        <h1>${title}</h1>
        <p class="lead">${words}</p>
        <div class="left-ways">
          <button type="button" class="button button-main" @click=${this.#rejoin}>Rejoin</button>
          <a class="button button-quiet" href="/">Start another room</a>
        </div>
      </main>
    `;
  }

  protected override firstUpdated(): void {
    this.querySelector('button')?.focus();
  }

  readonly #rejoin = (): void => {
    this.dispatchEvent(new CustomEvent('rejoin'));
  };
}

interface Explanation {
  readonly title: string;
  /** Null where the server's own words say it best. */
  readonly words: string | null;
}

const EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map([
  ['removed', { title: 'You were removed from the room', words: null }],
  ['unauthorized', { title: 'This room wants an invitation', words: null }],
  [
    'signalling-unreachable',
    { title: 'The server cannot be reached', words: 'Check your connection to the network and try again.' },
  ],
  [
    'signalling-lost',
    { title: 'The connection was lost', words: 'Coming back did not work. Check your network and try again.' },
  ],
  [
    'connection-lost',
    { title: 'The connection was lost', words: 'Coming back did not work. Check your network and try again.' },
  ],
  [
    'media-failed',
    {
      title: 'Sound and pictures do not get through',
      words: 'A firewall between you and the server may be in the way. Another network may help.',
    },
  ],
  ['server-shutdown', { title: 'The server was stopped', words: 'It may be back soon. You can try again.' }],
]);

/** What ended the call, in words for whoever was in it. */
function explainEnd(error: PlenumError | null, room: string): { readonly title: string; readonly words: string } {
  if (error === null) {
    return { title: `You left ${room}`, words: 'The room stays open for the others. You can come back at any time.' };
  }
  const { title, words } = EXPLANATIONS.get(error.code) ?? { title: 'The call has ended', words: null };
  return { title, words: words ?? error.message };
}

customElements.define('plenum-left', Left);
