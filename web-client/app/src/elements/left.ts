import type { ConnectionReport, PlenumError, Room } from '@plenum/client';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import english from '../words/en.json';
import { say } from '../words/say.ts';
import type { Key } from '../words/say.ts';
import { mark } from './icons.ts';
import { PageElement } from './page-element.ts';

/** With these the person wants to know what stands in the way. */
const NEEDS_REPORT: ReadonlySet<string> = new Set(['signalling-unreachable', 'websocket-blocked', 'signalling-lost', 'connection-lost', 'media-failed', 'join-timeout']);

/** After the call: why it ended, the way back, and where it did not work what was tried. Dispatches `rejoin`. */
export class Left extends PageElement {
  static override properties = {
    roomName: {},
    error: { attribute: false },
    mayRejoin: { attribute: false },
    room: { attribute: false },
    report: { state: true },
    isCopied: { state: true },
  };

  declare roomName: string;
  /** Null where one left of one's own accord. */
  declare error: PlenumError | null;
  /** Whether it is any use to try again. */
  declare mayRejoin: boolean;
  /** Of the call that ended. */
  declare room: Room | null;
  declare report: ConnectionReport | null;
  declare isCopied: boolean;

  constructor() {
    super();
    this.roomName = '';
    this.error = null;
    this.mayRejoin = true;
    this.room = null;
    this.report = null;
    this.isCopied = false;
  }

  protected override render(): TemplateResult {
    const { title, words } = explainEnd(this.error, this.roomName);
    return html`
      <header class="entry-bar"><a class="wordmark" href="/">${mark()}Plenum</a></header>
      <main class="left">
        <h1>${title}</h1>
        <p class="lead">${words}</p>
        <div class="left-ways">
          ${this.mayRejoin ? html`<button type="button" class="button button-main" @click=${this.#rejoin}>${say('left.rejoin')}</button>` : nothing}
          <a class="button button-quiet" href="/">${say('left.other')}</a>
        </div>
        ${this.report === null ? nothing : this.#report(this.report)}
      </main>
    `;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>('.left-ways button, .left-ways a')?.focus();
    if (this.error !== null && NEEDS_REPORT.has(this.error.code)) {
      void this.room?.connectionReport().then((report) => {
        this.report = report;
      });
    }
  }

  #report(report: ConnectionReport): TemplateResult {
    return html`<details class="report" open>
      <summary>${say('left.report')}</summary>
      <p>${report.summary}</p>
      <ol class="report-steps">
        ${report.json.events.map(({ outcome, words }) => html`<li data-outcome=${outcome}>${words}</li>`)}
      </ol>
      <button type="button" class="button button-quiet" @click=${this.#copy}>${say(this.isCopied ? 'left.report.copied' : 'left.report.copy')}</button>
    </details>`;
  }

  readonly #copy = async (): Promise<void> => {
    if (this.report !== null) {
      await navigator.clipboard.writeText([this.report.summary, ...this.report.lines].join('\n'));
      this.isCopied = true;
    }
  };

  readonly #rejoin = (): void => {
    this.dispatchEvent(new CustomEvent('rejoin'));
  };
}

/** What ended the call, in words for whoever was in it. An end that the page has no words for is told in the server's. */
function explainEnd(error: PlenumError | null, room: string): { readonly title: string; readonly words: string } {
  if (error === null) {
    return { title: say('left.you', { room }), words: say('left.you.words') };
  }
  const title = `left.${error.code}`;
  const words = `${title}.words`;
  return isKey(title) && isKey(words) ? { title: say(title), words: say(words) } : { title: say('left.ended'), words: error.message };
}

function isKey(candidate: string): candidate is Key {
  return Object.hasOwn(english, candidate);
}

customElements.define('plenum-left', Left);
