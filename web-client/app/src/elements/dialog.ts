import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { say } from '../words/say.ts';
import { icon } from './icons.ts';
import { PageElement } from './page-element.ts';

/** A dialog that must be closed before anything else is done. Escape closes it. Dispatches `close`; the focus goes back by itself. */
export abstract class ModalDialog extends PageElement {
  protected abstract get heading(): string;

  protected abstract content(): TemplateResult;

  protected override render(): TemplateResult {
    return html`<dialog class="dialog" aria-labelledby="dialog-heading" @close=${this.#closed} @click=${this.#clicked}>
      <header class="panel-head">
        <h2 id="dialog-heading">${this.heading}</h2>
        <button type="button" class="notice-close" aria-label=${say('control.close')} @click=${this.close}>${icon('close')}</button>
      </header>
      ${this.content()}
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  protected readonly close = (): void => {
    this.querySelector('dialog')?.close();
  };

  readonly #closed = (): void => {
    this.dispatchEvent(new CustomEvent('close'));
  };

  /** Beside the dialog is outside of it. */
  readonly #clicked = (event: MouseEvent): void => {
    if (event.target instanceof HTMLDialogElement) {
      this.close();
    }
  };
}
