import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from './icons.ts';
import { PageElement } from './page-element.ts';

const THANKS_MILLIS = 2_500;

/** A button that copies the room's link, and says that it did. */
export class CopyLink extends PageElement {
  static override properties = { link: {}, isCopied: { state: true } };

  declare link: string;
  declare isCopied: boolean;
  #timer = 0;

  constructor() {
    super();
    this.link = '';
    this.isCopied = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    return html`
      <button type="button" class="button button-quiet" aria-label="Copy link" @click=${this.#copy}>
        ${icon(this.isCopied ? 'check' : 'link')}<span class="button-words">${this.isCopied ? 'Copied' : 'Copy link'}</span>
      </button>
      <span class="for-ears" role="status">${this.isCopied ? 'The link is copied.' : ''}</span>
    `;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.link);
    } catch {
      window.prompt('Copy this link:', this.link); // no clipboard without https
      return;
    }
    this.isCopied = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.isCopied = false;
    }, THANKS_MILLIS);
  };
}

customElements.define('plenum-copy-link', CopyLink);
