import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { roomLink } from '../address.ts';
import { isAllowed } from '../media/devices.ts';
import type { Device } from '../media/local-media.ts';
import type { Meeting } from '../meeting.ts';
import { problemWithName, suggestRoomName, tidy } from '../names.ts';
import { say } from '../words/say.ts';
import type { Key } from '../words/say.ts';
import { avatar } from './avatar.ts';
import { icon, mark } from './icons.ts';
import { attach, releaseWhenGone } from './media-source.ts';
import { PageElement, Watch } from './page-element.ts';
import './level.ts';
import './share.ts';

export interface Entered {
  readonly room: string;
  readonly name: string;
}

/** Before the call: the room, the name, and how one looks. Dispatches `enter` with both names once they are in order. */
export class Entry extends PageElement {
  static override properties = {
    meeting: { attribute: false },
    room: { attribute: false },
    name: { attribute: false },
    problems: { state: true },
    isChoosing: { state: true },
  };

  declare meeting: Meeting | null;
  /** Null on the start page, where the room is still to be chosen. */
  declare room: string | null;
  declare name: string;
  declare problems: { readonly room: string | null; readonly name: string | null };
  declare isChoosing: boolean;
  #roomField = suggestRoomName(Math.random);

  constructor() {
    super();
    this.meeting = null;
    this.room = null;
    this.name = '';
    this.problems = { room: null, name: null };
    this.isChoosing = false;
    new Watch(this, () => this.meeting);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#openPreview();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    releaseWhenGone(this);
  }

  protected override render(): TemplateResult | null {
    const { meeting, room } = this;
    if (meeting === null) {
      return null;
    }
    return html`
      <header class="entry-bar"><a class="wordmark" href="/">${mark()}Plenum</a></header>
      <main class="entry">
        ${this.#preview(meeting)}
        <form class="entry-form" novalidate @submit=${this.#submit}>
          ${room === null
            ? html`<h1>${say('entry.start')}</h1>
                <p class="lead">${say('entry.start.words')}</p>
                ${this.#roomInput()}`
            : html`<p class="eyebrow">${say('entry.about')}</p>
                <h1 class="room-name">${room}</h1>
                ${this.problems.room === null
                  ? null
                  : html`<p class="problem" role="alert">${say('entry.badRoom')} ${this.problems.room}</p>`}`}
          <div class="field">
            <label for="your-name">${say('entry.yourName')}</label>
            <input
              id="your-name"
              name="name"
              autocomplete="name"
              maxlength="128"
              placeholder=${say('entry.yourName.hint')}
              .value=${this.name}
              aria-invalid=${this.problems.name === null ? 'false' : 'true'}
              aria-describedby="your-name-problem"
              @input=${this.#nameTyped}
            />
            <p class="problem" id="your-name-problem" aria-live="polite">${this.problems.name}</p>
          </div>
          <button type="submit" class="button button-main">${say('entry.join')}</button>
          ${room === null
            ? null
            : html`<div class="entry-share"><plenum-copy-link .link=${roomLink(location.origin, room)} .room=${room}></plenum-copy-link></div>`}
        </form>
      </main>
      ${this.isChoosing
        ? html`<plenum-settings
            .media=${meeting.media}
            @close=${() => (this.isChoosing = false)}
            @devicechosen=${({ detail }: CustomEvent<{ kind: 'camera' | 'microphone'; deviceId: string }>) => meeting.useDevice(detail.kind, detail.deviceId)}
          ></plenum-settings>`
        : null}
    `;
  }

  protected override firstUpdated(): void {
    // Where a keyboard is at hand; on a phone the screen keyboard would cover the page.
    if (matchMedia('(pointer: fine)').matches) {
      this.querySelector<HTMLInputElement>('#your-name')?.focus();
    }
  }

  protected override updated(): void {
    const video = this.querySelector('video');
    if (video !== null) {
      attach(video, this.meeting?.media.camera.track ?? null);
    }
  }

  #roomInput(): TemplateResult {
    return html`<div class="field">
      <label for="room-name">${say('entry.roomName')}</label>
      <div class="field-with-button">
        <input
          id="room-name"
          name="room"
          autocomplete="off"
          spellcheck="false"
          maxlength="128"
          .value=${this.#roomField}
          aria-invalid=${this.problems.room === null ? 'false' : 'true'}
          aria-describedby="room-name-problem"
          @input=${this.#roomTyped}
        />
        <button type="button" class="field-button" aria-label=${say('entry.suggest')} @click=${this.#suggest}>${icon('again')}</button>
      </div>
      <p class="problem" id="room-name-problem" aria-live="polite">${this.problems.room}</p>
    </div>`;
  }

  #preview({ media }: Meeting): TemplateResult {
    const { camera, microphone } = media;
    return html`<section class="preview" aria-label=${say('tile.yourPicture')}>
      <div class="tile tile-own preview-tile">
        ${this.name === '' ? html`<span class="preview-words">${previewWords(camera, media.isOpening)}</span>` : avatar(tidy(this.name))}
        <video autoplay playsinline muted .muted=${true} ?hidden=${camera.track === null}></video>
        <div class="preview-controls">
          ${this.#deviceButton('microphone', microphone)} ${this.#deviceButton('camera', camera)}
          <button type="button" class="control control-small" aria-label=${say('control.settings')} title=${say('control.settings')} @click=${this.#openSettings}>
            ${icon('settings')}
          </button>
        </div>
        <plenum-level .track=${microphone.track}></plenum-level>
      </div>
      ${media.problems.map((problem) => html`<p class="problem preview-problem" role="alert">${problem}</p>`)}
    </section>`;
  }

  #deviceButton(kind: 'camera' | 'microphone', { track }: Device): TemplateResult {
    const isOn = track !== null;
    return html`<button
      type="button"
      class="control control-small ${isOn ? '' : 'control-off'}"
      aria-label=${say(isOn ? `entry.${kind}.off` : `entry.${kind}.on`)}
      @click=${() => this.meeting?.media.setWanted(kind, !isOn)}
    >
      ${icon(isOn ? kind : `${kind}Off`)}
    </button>`;
  }

  /** Who follows a link expects to be asked for the camera; on the start page the preview waits unless it is allowed already. */
  async #openPreview(): Promise<void> {
    if (this.room !== null || ((await isAllowed('camera')) && (await isAllowed('microphone')))) {
      await this.meeting?.media.open();
    }
  }

  readonly #openSettings = async (): Promise<void> => {
    await import('./settings.ts');
    this.isChoosing = true;
  };

  readonly #nameTyped = ({ target }: InputEvent): void => {
    if (target instanceof HTMLInputElement) {
      this.name = target.value;
      this.problems = { ...this.problems, name: null };
    }
  };

  readonly #roomTyped = ({ target }: InputEvent): void => {
    if (target instanceof HTMLInputElement) {
      this.#roomField = target.value;
      this.problems = { ...this.problems, room: null };
    }
  };

  readonly #suggest = (): void => {
    this.#roomField = suggestRoomName(Math.random);
    this.problems = { ...this.problems, room: null };
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const entered: Entered = { room: tidy(this.room ?? this.#roomField), name: tidy(this.name) };
    this.problems = { room: problemWithName(entered.room), name: problemWithName(entered.name) };
    if (this.problems.room === null && this.problems.name === null) {
      this.dispatchEvent(new CustomEvent('enter', { detail: entered }));
    } else {
      this.querySelector<HTMLInputElement>(this.problems.name === null ? '#room-name' : '#your-name')?.focus();
    }
  };
}

function previewWords({ problem, wanted }: Device, isOpening: boolean): string {
  const key: Key = isOpening ? 'entry.cameraStarts' : problem === null && wanted ? 'entry.cameraHere' : 'entry.cameraOff';
  return say(key);
}

customElements.define('plenum-entry', Entry);
