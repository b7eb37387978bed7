import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { say } from '../words/say.ts';
import { icon } from './icons.ts';
import { PageElement } from './page-element.ts';

const THANKS_MILLIS = 2_500;

/** A button that copies the room's link, and says that it did; and one that shows it to a phone's camera. */
export class CopyLink extends PageElement {
  static override properties = { link: {}, room: {}, isCopied: { state: true }, isCodeShown: { state: true } };

  declare link: string;
  declare room: string;
  declare isCopied: boolean;
  declare isCodeShown: boolean;
  #timer = 0;

  constructor() {
    super();
    this.link = '';
    this.room = '';
    this.isCopied = false;
    this.isCodeShown = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    return html`
      <button type="button" class="button button-quiet" aria-label=${say('link.copy')} @click=${this.#copy}>
        ${icon(this.isCopied ? 'check' : 'link')}<span class="button-words">${say(this.isCopied ? 'link.copied' : 'link.copy')}</span>
      </button>
      <button type="button" class="button button-quiet button-square" aria-label=${say('link.code')} title=${say('link.code')} @click=${this.#showCode}>
        ${icon('code')}
      </button>
      <span class="for-ears" role="status">${this.isCopied ? say('link.isCopied') : ''}</span>
      ${this.isCodeShown
        ? html`<plenum-link-code .link=${this.link} .room=${this.room} @close=${() => (this.isCodeShown = false)}></plenum-link-code>`
        : nothing}
    `;
  }

  readonly #showCode = async (): Promise<void> => {
    await import('./link-code.ts');
    this.isCodeShown = true;
  };

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.link);
    } catch {
      window.prompt(say('link.here'), this.link); // no clipboard without https
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
