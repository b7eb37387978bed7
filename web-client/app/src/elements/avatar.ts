import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { hue, initials } from '../names.ts';

/** The initials on a colour of their own; lies behind the picture and shows when there is none. */
export function avatar(name: string): TemplateResult {
  return html`<span class="avatar" data-hue=${Math.floor(hue(name) / 30)} aria-hidden="true">${initials(name)}</span>`;
}
