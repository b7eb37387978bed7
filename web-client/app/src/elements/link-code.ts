import qrcode from 'qrcode-generator';
import { svg, html } from 'lit';
import type { TemplateResult } from 'lit';
import { say } from '../words/say.ts';
import { ModalDialog } from './dialog.ts';

/** Dots of white around the code, without which cameras do not find it (ISO/IEC 18004). */
const QUIET = 4;

/** A link for a phone's camera. */
export class LinkCode extends ModalDialog {
  static override properties = { link: {}, room: {} };

  declare link: string;
  declare room: string;

  constructor() {
    super();
    this.link = '';
    this.room = '';
  }

  protected get heading(): string {
    return say('link.code');
  }

  protected content(): TemplateResult {
    const code = qrcode(0, 'M');
    code.addData(this.link);
    code.make();
    const dots = code.getModuleCount();
    let path = '';
    for (let row = 0; row < dots; row += 1) {
      for (let column = 0; column < dots; column += 1) {
        if (code.isDark(row, column)) {
          path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
        }
      }
    }
    const whole = dots + 2 * QUIET;
    return html`<div class="link-code">
      <svg viewBox="0 0 ${whole} ${whole}" role="img" aria-label=${this.link} shape-rendering="crispEdges">
        ${svg`<rect width=${whole} height=${whole} fill="#fff"/><path d=${path} fill="#000"/>`}
      </svg>
      <p>${say('link.code.words', { room: this.room })}</p>
      <p class="invitation-link">${this.link}</p>
    </div>`;
  }
}

customElements.define('plenum-link-code', LinkCode);
