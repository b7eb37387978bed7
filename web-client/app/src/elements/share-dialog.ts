import type { ScreenOptions } from '@plenum/client';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { recall, remember } from '../memory.ts';
import { say } from '../words/say.ts';
import { ModalDialog } from './dialog.ts';

/** Before the browser asks which screen: what matters about it. Dispatches `share` with the options. */
export class ShareDialog extends ModalDialog {
  protected get heading(): string {
    return say('control.share');
  }

  protected content(): TemplateResult {
    const remembered = recall('share') ?? 'text sound';
    const kind = (value: string, title: string, words: string): TemplateResult => html`<label class="choice">
      <input type="radio" name="content" value=${value} ?checked=${remembered.startsWith(value)} />
      <span><strong>${title}</strong><br />${words}</span>
    </label>`;
    return html`<form class="dialog-form" @submit=${this.#submit}>
      <fieldset>
        <legend>${say('share.what')}</legend>
        ${kind('text', say('share.text'), say('share.text.words'))} ${kind('motion', say('share.motion'), say('share.motion.words'))}
      </fieldset>
      <label class="choice">
        <input type="checkbox" name="sound" ?checked=${remembered.endsWith('sound')} /><span>${say('share.sound')}</span>
      </label>
      <button type="submit" class="button button-main">${say('share.choose')}</button>
    </form>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (event.target instanceof HTMLFormElement) {
      const chosen = new FormData(event.target);
      const content = chosen.get('content') === 'motion' ? 'motion' : 'text';
      const sound = chosen.has('sound');
      remember('share', `${content}${sound ? ' sound' : ''}`);
      this.dispatchEvent(new CustomEvent<ScreenOptions>('share', { detail: { content, sound } }));
      this.close();
    }
  };
}

customElements.define('plenum-share-dialog', ShareDialog);
