import { meetingUrl } from './address.ts';
import { HELLO } from './messages.ts';
import type { MeetingNews, MeetingOrder } from './messages.ts';

const ATTRIBUTES = ['room', 'name', 'token', 'server', 'camera', 'microphone'] as const;

/** What the meeting may use of the browser, wherever the page around it comes from. */
const ALLOWED = 'autoplay; camera; clipboard-write; display-capture; fullscreen; microphone; picture-in-picture; screen-wake-lock';

/**
 * `<plenum-meeting room="daily" name="Ann" token="…">`: the whole page of a meeting in a frame, so that its styles and scripts and those
 * around it do not meet. `server` is the origin that this script came from unless it says otherwise; `camera="off"` and
 * `microphone="off"` join without.
 *
 * Dispatches `joined`, `left`, `reconnecting` and `participants`, each with what there is to know in `detail`.
 */
export class PlenumMeeting extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  #frame: HTMLIFrameElement | null = null;
  #port: MessagePort | null = null;

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    const frame = document.createElement('iframe');
    frame.allow = ALLOWED;
    frame.title = 'Meeting';
    // Set by script: a policy of the page around may allow no style attributes.
    Object.assign(frame.style, { border: '0', width: '100%', height: '100%', display: 'block' });
    frame.addEventListener('load', () => {
      this.#connect(frame);
    });
    this.#frame = frame;
    this.#show();
    root.replaceChildren(frame);
  }

  disconnectedCallback(): void {
    this.#port?.close();
    this.#port = null;
    this.#frame?.remove();
    this.#frame = null;
  }

  attributeChangedCallback(): void {
    this.#show();
  }

  leave(): void {
    this.#order({ type: 'leave' });
  }

  setMuted(source: 'microphone' | 'camera', muted: boolean): void {
    this.#order({ type: 'setMuted', source, muted });
  }

  get #server(): string {
    return this.getAttribute('server') ?? new URL(import.meta.url).origin;
  }

  #show(): void {
    const room = this.getAttribute('room');
    if (this.#frame === null || room === null || room === '') {
      return;
    }
    this.#frame.src = meetingUrl({
      server: this.#server,
      room,
      name: this.getAttribute('name'),
      token: this.getAttribute('token'),
      camera: this.getAttribute('camera') !== 'off',
      microphone: this.getAttribute('microphone') !== 'off',
    });
  }

  /** Hands the meeting a port; nobody else can take part in what is said over it. */
  #connect(frame: HTMLIFrameElement): void {
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<MeetingNews>) => {
      const { type, ...detail } = data;
      this.dispatchEvent(new CustomEvent(type, { detail }));
    };
    this.#port = port1;
    frame.contentWindow?.postMessage(HELLO, new URL(this.#server).origin, [port2]);
  }

  #order(order: MeetingOrder): void {
    this.#port?.postMessage(order);
  }
}

customElements.define('plenum-meeting', PlenumMeeting);
