import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { say } from '../words/say.ts';
import { ModalDialog } from './dialog.ts';
import { SHORTCUTS } from './shortcuts.ts';

/** Which key does what. */
export class ShortcutHelp extends ModalDialog {
  protected get heading(): string {
    return say('control.shortcuts');
  }

  protected content(): TemplateResult {
    return html`<dl class="shortcuts">
      ${SHORTCUTS.map(([command, key]) => html`<div><dt>${say(`shortcut.${command}`)}</dt><dd><kbd>${key}</kbd></dd></div>`)}
    </dl>`;
  }
}

customElements.define('plenum-shortcut-help', ShortcutHelp);
