import { html, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';

/** Line drawings on a 24 × 24 grid, drawn for this page. */
const DRAWINGS = {
  microphone: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>`,
  microphoneOff: svg`<path d="M15 9.5V6a3 3 0 0 0-5.7-1.3M9 9v2a3 3 0 0 0 4.6 2.5M5.5 11.5a6.5 6.5 0 0 0 10.6 5M18.5 11.5a6.4 6.4 0 0 1-.6 2.7M12 18v3M4 4l16 16"/>`,
  camera: svg`<rect x="3" y="6.5" width="12" height="11" rx="2.5"/><path d="m15 11 5-3v8l-5-3"/>`,
  cameraOff: svg`<path d="M10 6.5h2.5A2.5 2.5 0 0 1 15 9v2l5-3v8l-2.5-1.5M15 15.5a2.5 2.5 0 0 1-2.5 2h-7A2.5 2.5 0 0 1 3 15V9a2.5 2.5 0 0 1 2-2.45M4 4l16 16"/>`,
  leave: svg`<path d="M14 4.5H7A1.5 1.5 0 0 0 5.5 6v12A1.5 1.5 0 0 0 7 19.5h7M10.5 12H20M16.5 8.5 20 12l-3.5 3.5"/>`,
  link: svg`<path d="M10 14a4 4 0 0 0 5.8.2l2.6-2.6a4 4 0 0 0-5.7-5.7L11.5 7.1M14 10a4 4 0 0 0-5.8-.2l-2.6 2.6a4 4 0 0 0 5.7 5.7l1.2-1.2"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  people: svg`<circle cx="9" cy="8.5" r="3.25"/><path d="M3 19a6 6 0 0 1 12 0M15.5 5.5a3.25 3.25 0 0 1 0 6M17.5 13.8A6 6 0 0 1 21 19"/>`,
  sound: svg`<path d="M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11"/>`,
  again: svg`<path d="M4.5 12a7.5 7.5 0 0 1 13-5.1L20 9.5M20 4.5v5h-5M19.5 12a7.5 7.5 0 0 1-13 5.1L4 14.5M4 19.5v-5h5"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
} as const satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof DRAWINGS;

/** Decoration: whatever holds it carries the words. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${DRAWINGS[name]}</svg>`;
}

/** The half circle of seats. */
export function mark(): TemplateResult {
  return html`<svg class="mark" viewBox="0 0 32 24" aria-hidden="true">
    <circle cx="4.2" cy="17" r="2.6" /><circle cx="7.6" cy="8.6" r="2.6" /><circle cx="16" cy="5.2" r="2.6" />
    <circle cx="24.4" cy="8.6" r="2.6" /><circle cx="27.8" cy="17" r="2.6" /><circle cx="11.2" cy="17" r="2.2" />
    <circle cx="16" cy="12.4" r="2.2" /><circle cx="20.8" cy="17" r="2.2" />
  </svg>`;
}
