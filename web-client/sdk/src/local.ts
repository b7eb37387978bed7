import { PlenumError, toPlenumError } from './errors.ts';
import { LoadWatch } from './load-watch.ts';
import { kindOf } from './peer.ts';
import type { Moderated, Rights, Source } from './protocol.ts';
import { isSingle } from './publication.ts';
import type { LocalPublication, MutablePublication, PlannedSending, PublicationOf, PublishOptions } from './publication.ts';
import type { Session } from './session.ts';
import type { RoomStats } from './stats.ts';
import { planVideo, withoutLayers } from './video-plan.ts';
import type { EncodingAbilities } from './video-plan.ts';

/** What the publications need of their room. */
export interface RoomLink {
  /** Null while there is no connection; what is published then waits for the next. */
  session(): Session | null;
  mayPublish(source: Source): boolean;
  isReconnecting(): boolean;
  onChanged(publications: readonly LocalPublication[]): void;
  onWarning(warning: PlenumError): void;
  onDeviceLost(publication: LocalPublication): void;
}

/** Of a track that does not tell its size yet. */
const USUAL_WIDTH = 1280;
const USUAL_HEIGHT = 720;

/** What we send, whatever connection carries it. The methods are those of the room and described there. */
export class LocalPublications {
  readonly #abilities: EncodingAbilities;
  readonly #link: RoomLink;
  readonly #publications: MutablePublication[] = [];
  readonly #load = new LoadWatch();
  /** Mute and unmute of one publication wait for each other: opening a camera takes a moment. */
  readonly #muting = new Map<MutablePublication, Promise<void>>();

  constructor(abilities: EncodingAbilities, link: RoomLink) {
    this.#abilities = abilities;
    this.#link = link;
  }

  /** The live list. */
  get publications(): readonly MutablePublication[] {
    return this.#publications;
  }

  async publish(track: MediaStreamTrack, options: PublishOptions): Promise<LocalPublication> {
    const { source, muted = false, reopen = null } = options;
    if (isSingle(source) && this.#find(source) !== undefined) {
      throw new PlenumError('already-published', `There is a publication of source "${source}" already.`);
    }
    const publication: MutablePublication = {
      source,
      kind: kindOf(source),
      muted,
      track,
      reopen,
      ...this.#planSending(track, options),
    };
    track.enabled = !muted;
    this.#watch(publication, track);
    this.#publications.push(publication);
    this.#localChanged();
    try {
      await this.#negotiate();
    } catch (error) {
      this.#forget(publication);
      throw error;
    }
    return publication;
  }

  async unpublish(which: PublicationOf): Promise<void> {
    const publication = this.#find(which);
    if (publication !== undefined) {
      this.#forget(publication);
      await this.#negotiate();
    }
  }

  async replaceTrack(which: PublicationOf, track: MediaStreamTrack, reopen?: () => Promise<MediaStreamTrack>): Promise<void> {
    const publication = this.#published(which);
    publication.track = track;
    publication.reopen = reopen ?? publication.reopen;
    track.enabled = !publication.muted;
    this.#watch(publication, track);
    await this.#link.session()?.updateTrack(publication);
    this.#localChanged();
  }

  async setMuted(which: PublicationOf, muted: boolean): Promise<void> {
    const publication = this.#published(which);
    const before = this.#muting.get(publication) ?? Promise.resolve();
    const change = before.then(() => this.#changeMuted(publication, muted));
    const done = change.catch(() => undefined);
    this.#muting.set(publication, done);
    await change.finally(() => {
      if (this.#muting.get(publication) === done) {
        this.#muting.delete(publication);
      }
    });
  }

  /** A look at what is sent, once a second: less of it where the processor does not keep up. */
  look({ sending }: RoomStats): void {
    const isOverloaded = sending.some(({ source, qualityLimitation }) => source === 'camera' && qualityLimitation === 'cpu');
    const change = this.#load.look(isOverloaded);
    if (change !== null) {
      this.#warnIfRejected(change === 'less' ? this.#sendLess() : this.#sendMore());
    }
  }

  /** A moderator's order. The server has stopped passing it on already; our devices and our buttons follow. */
  obey({ action, value }: Moderated): void {
    if (action === 'mute' && value === 'audio') {
      this.#muteByOrder('microphone');
    } else if (action === 'stopVideo' || (action === 'mute' && value === 'video')) {
      this.#muteByOrder('camera');
    } else if (action === 'stopShare' || (action === 'mute' && value === 'screen')) {
      for (const publication of this.#publications.filter(({ source }) => !isSingle(source))) {
        publication.track?.stop();
        this.#warnIfRejected(this.unpublish(publication));
      }
    }
  }

  #muteByOrder(source: Source): void {
    if (this.#find(source)?.muted === false) {
      this.#warnIfRejected(this.setMuted(source, true));
    }
  }

  #warnIfRejected(done: Promise<void>): void {
    done.catch((error: unknown) => {
      this.#link.onWarning(toPlenumError(error, 'negotiation-failed'));
    });
  }

  /** Whoever may speak again later is not heard before having unmuted. */
  muteWhatIsForbidden({ publish }: Rights): void {
    for (const publication of this.#publications) {
      if (!publish.includes(publication.source) && !publication.muted) {
        this.#warnIfRejected(this.setMuted(publication, true));
      }
    }
  }

  /** The processor does not keep up: plain encodings instead of layers, then one encoding less each time. */
  async #sendLess(): Promise<void> {
    const camera = this.#find('camera');
    if (camera === undefined || camera.planned === null) {
      return;
    }
    const encodings = camera.sendOptions.encodings ?? [];
    if (encodings.some(({ scalabilityMode }) => scalabilityMode !== undefined)) {
      camera.sendOptions = withoutLayers(camera.planned.wish);
      camera.planned.affordable = camera.sendOptions.encodings?.length ?? 1;
      await this.#negotiate();
    } else if (camera.planned.affordable > 1) {
      camera.planned.affordable -= 1;
      await this.#link.session()?.applyAffordable();
    }
  }

  async #sendMore(): Promise<void> {
    const camera = this.#find('camera');
    const planned = camera?.planned ?? null;
    if (planned !== null && planned.affordable < (camera?.sendOptions.encodings?.length ?? 1)) {
      planned.affordable += 1;
      await this.#link.session()?.applyAffordable();
    }
  }

  /** As the application says; a picture of which it says nothing, by our own plan. */
  #planSending(track: MediaStreamTrack, options: PublishOptions): Pick<MutablePublication, 'sendOptions' | 'planned'> {
    const { source, codec, encodings, framesPerSecond } = options;
    if (encodings !== undefined || !(source === 'camera' || source === 'screen')) {
      return {
        planned: null,
        sendOptions: { ...(codec === undefined ? {} : { codec }), ...(encodings === undefined ? {} : { encodings }) },
      };
    }
    const { width = USUAL_WIDTH, height = USUAL_HEIGHT } = track.getSettings();
    const wish = { source, width, height, framesPerSecond, codec };
    const sendOptions = planVideo(wish, this.#abilities);
    const planned: PlannedSending = { wish, affordable: sendOptions.encodings.length };
    return { planned, sendOptions };
  }

  /** An offer that dies with its connection is no failure: the next connection offers everything. */
  async #negotiate(): Promise<void> {
    try {
      await this.#link.session()?.negotiate();
    } catch (error) {
      if (!this.#link.isReconnecting()) {
        throw error;
      }
    }
  }

  #forget(publication: MutablePublication): void {
    const index = this.#publications.indexOf(publication);
    if (index >= 0) {
      this.#publications.splice(index, 1);
      this.#localChanged();
    }
  }

  async #changeMuted(publication: MutablePublication, muted: boolean): Promise<void> {
    if (publication.muted === muted) {
      return;
    }
    if (!muted && !this.#link.mayPublish(publication.source)) {
      throw new PlenumError('forbidden', `You may not publish a ${publication.source} in this room.`);
    }
    if (!muted && publication.track === null && publication.reopen !== null) {
      publication.track = await publication.reopen();
      this.#watch(publication, publication.track);
    }
    publication.muted = muted;
    if (publication.track !== null) {
      publication.track.enabled = !muted;
    }
    await this.#link.session()?.updateTrack(publication);
    this.#closeIfReopenable(publication);
    this.#link.session()?.sendMuted(publication);
    this.#localChanged();
  }

  #closeIfReopenable(publication: MutablePublication): void {
    if (publication.muted && publication.kind === 'video' && publication.reopen !== null) {
      publication.track?.stop();
      publication.track = null;
    }
  }

  /** A device that was unplugged or taken away ends its track; `stop()` does not come this way. */
  #watch(publication: MutablePublication, track: MediaStreamTrack): void {
    track.addEventListener('ended', () => {
      if (publication.track === track && this.#publications.includes(publication)) {
        this.#onDeviceLost(publication);
      }
    });
  }

  #onDeviceLost(publication: MutablePublication): void {
    if (!isSingle(publication.source)) {
      // Whoever ends a share does so by the browser's own button, or closes the window that was shown.
      this.#warnIfRejected(this.unpublish(publication));
      return;
    }
    const wasMuted = publication.muted;
    publication.track = null;
    publication.muted = true;
    this.#link.session()?.sendMuted(publication);
    this.#localChanged();
    if (!wasMuted) {
      this.#link.onDeviceLost(publication);
      this.#link.onWarning(new PlenumError('device-lost', `The ${publication.source} stopped delivering.`));
    } // else it is missed when it is unmuted
  }

  #find(which: PublicationOf): MutablePublication | undefined {
    return this.#publications.find((publication) => publication === which || publication.source === which);
  }

  #published(which: PublicationOf): MutablePublication {
    const publication = this.#find(which);
    if (publication === undefined) {
      const name = typeof which === 'string' ? which : which.source;
      throw new PlenumError('not-published', `There is no publication of source "${name}".`);
    }
    return publication;
  }

  #localChanged(): void {
    this.#link.onChanged(this.#publications);
  }
}
