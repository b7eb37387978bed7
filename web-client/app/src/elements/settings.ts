import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { chooseLanguage, chooseTheme, chosenTheme, THEMES } from '../appearance.ts';
import type { Theme } from '../appearance.ts';
import { listDevices } from '../media/devices.ts';
import type { DeviceKind } from '../media/devices.ts';
import type { LocalMedia } from '../media/local-media.ts';
import { remember } from '../memory.ts';
import { currentLanguage, LANGUAGES, say } from '../words/say.ts';
import { ModalDialog } from './dialog.ts';

type Output = 'loudspeaker';

/**
 * Devices, language and colours. Dispatches `devicechosen` with the kind and the identifier of a camera or microphone,
 * `loudspeakerchosen` with that of an output.
 */
export class Settings extends ModalDialog {
  static override properties = { media: { attribute: false }, loudspeaker: { attribute: false }, devices: { state: true } };

  declare media: LocalMedia | null;
  declare loudspeaker: string | null;
  declare devices: Readonly<Record<DeviceKind | Output, readonly MediaDeviceInfo[]>>;

  constructor() {
    super();
    this.media = null;
    this.loudspeaker = null;
    this.devices = { camera: [], microphone: [], loudspeaker: [] };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (isSecureContext) {
      navigator.mediaDevices.addEventListener('devicechange', this.#plugged);
    }
    void this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (isSecureContext) {
      navigator.mediaDevices.removeEventListener('devicechange', this.#plugged);
    }
  }

  protected get heading(): string {
    return say('control.settings');
  }

  protected content(): TemplateResult {
    return html`<div class="dialog-form">
      ${this.#device('microphone')} ${this.#device('camera')} ${this.#device('loudspeaker')}
      <div class="field">
        <label for="setting-language">${say('settings.language')}</label>
        <select id="setting-language" @change=${this.#languageChosen}>
          ${LANGUAGES.map((code) => html`<option value=${code} ?selected=${code === currentLanguage()} lang=${code}>${nameOf(code)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="setting-theme">${say('settings.theme')}</label>
        <select id="setting-theme" @change=${this.#themeChosen}>
          ${THEMES.map((theme) => html`<option value=${theme} ?selected=${theme === chosenTheme()}>${say(`settings.theme.${theme}`)}</option>`)}
        </select>
      </div>
    </div>`;
  }

  #device(kind: DeviceKind | Output): TemplateResult | typeof nothing {
    const devices = this.devices[kind];
    const chosen = kind === 'loudspeaker' ? this.loudspeaker : (this.media?.[kind].track?.getSettings().deviceId ?? this.media?.chosen(kind));
    if (devices.length === 0) {
      return nothing;
    }
    return html`<div class="field">
      <label for="setting-${kind}">${say(`settings.${kind}`)}</label>
      <select id="setting-${kind}" @change=${(event: Event) => {
          this.#deviceChosen(kind, (event.target as HTMLSelectElement).value);
        }}>
        ${devices.map(({ deviceId, label }) => html`<option value=${deviceId} ?selected=${deviceId === chosen}>${label}</option>`)}
      </select>
    </div>`;
  }

  #deviceChosen(kind: DeviceKind | Output, deviceId: string): void {
    remember(kind, deviceId);
    this.dispatchEvent(
      kind === 'loudspeaker'
        ? new CustomEvent('loudspeakerchosen', { detail: deviceId })
        : new CustomEvent('devicechosen', { detail: { kind, deviceId } }),
    );
  }

  readonly #plugged = (): void => {
    void this.#look();
  };

  readonly #look = async (): Promise<void> => {
    const outputs = 'setSinkId' in HTMLMediaElement.prototype ? await listDevices('loudspeaker') : [];
    this.devices = { camera: await listDevices('camera'), microphone: await listDevices('microphone'), loudspeaker: outputs };
  };

  readonly #languageChosen = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) {
      void chooseLanguage(target.value);
    }
  };

  readonly #themeChosen = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) {
      chooseTheme(target.value as Theme);
    }
  };
}

/** As those who speak it call it. */
function nameOf(language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
}

customElements.define('plenum-settings', Settings);
