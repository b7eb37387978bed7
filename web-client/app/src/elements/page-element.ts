import { LitElement } from 'lit';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { spoken } from '../words/say.ts';

/**
 * Base of all elements of the page. They render into the document itself: labels, headings and focus order are those of one page, and one
 * style sheet with one set of colour tokens serves all. When the page speaks another language, all of them say everything anew.
 */
export class PageElement extends LitElement {
  readonly #sayAnew = (): void => {
    this.requestUpdate();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    spoken.addEventListener('change', this.#sayAnew);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    spoken.removeEventListener('change', this.#sayAnew);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Renders the host again whenever `target` dispatches `change`. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #target: () => EventTarget | null;
  #watched: EventTarget | null = null;

  constructor(host: ReactiveControllerHost, target: () => EventTarget | null) {
    this.#host = host;
    this.#target = target;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#watch(this.#target());
  }

  hostDisconnected(): void {
    this.#watch(null);
  }

  #watch(target: EventTarget | null): void {
    if (target !== this.#watched) {
      this.#watched?.removeEventListener('change', this.#onChange);
      this.#watched = target;
      target?.addEventListener('change', this.#onChange);
    }
  }

  readonly #onChange = (): void => {
    this.#host.requestUpdate();
  };
}
