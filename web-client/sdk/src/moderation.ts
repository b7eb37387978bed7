import { idOf } from './chat.ts';
import type { Someone } from './chat.ts';
import type { ClientMessage, ModerationAction, ModerationValues, Role, RoomSettings } from './protocol.ts';

/** What a moderator can do. Each resolves when it is done, and rejects with code `forbidden` for whoever is none. */
export class Moderation {
  readonly #request: (message: ClientMessage) => Promise<void>;

  /** Made by the room. */
  constructor(request: (message: ClientMessage) => Promise<void>) {
    this.#request = request;
  }

  /** Nothing of it is passed on until its owner unmutes it. */
  mute(whom: Someone, what: ModerationValues['mute'] = 'audio'): Promise<void> {
    return this.#do('mute', what, whom);
  }

  /** The same for everyone who is no moderator. */
  muteAll(what: ModerationValues['mute'] = 'audio'): Promise<void> {
    return this.#do('mute', what);
  }

  /** Nobody but its owner can open a microphone or camera. */
  askToUnmute(whom: Someone, what: ModerationValues['askToUnmute'] = 'audio'): Promise<void> {
    return this.#do('askToUnmute', what, whom);
  }

  /** Mutes the camera. */
  stopVideo(whom: Someone): Promise<void> {
    return this.mute(whom, 'video');
  }

  /** Ends everything that is shared. */
  stopShare(whom: Someone): Promise<void> {
    return this.mute(whom, 'screen');
  }

  /** Changes the name that everyone sees. */
  rename(whom: Someone, name: string): Promise<void> {
    return this.#do('rename', name, whom);
  }

  /** Makes somebody a moderator, a speaker or a listener. */
  setRole(whom: Someone, role: Role): Promise<void> {
    return this.#do('setRole', role, whom);
  }

  /** Lowers a hand that was raised. */
  lowerHand(whom: Someone): Promise<void> {
    return this.#do('lowerHand', undefined, whom);
  }

  /** Removes somebody, who may come back. */
  remove(whom: Someone): Promise<void> {
    return this.#do('remove', undefined, whom);
  }

  /** Removes and keeps out. */
  ban(whom: Someone): Promise<void> {
    return this.#do('ban', undefined, whom);
  }

  /** Lets somebody in from the lobby. */
  admit(whom: Someone): Promise<void> {
    return this.#do('admit', undefined, whom);
  }

  /** Sends somebody in the lobby away. */
  refuse(whom: Someone): Promise<void> {
    return this.#do('refuse', undefined, whom);
  }

  /** A locked room lets nobody in. */
  lock(locked: boolean): Promise<void> {
    return this.#do('lock', locked);
  }

  /** With a lobby, whoever comes waits to be admitted. */
  lobby(on: boolean): Promise<void> {
    return this.#do('lobby', on);
  }

  /** Changes some settings of the room; what is not named stays. */
  settings(change: Partial<RoomSettings>): Promise<void> {
    return this.#do('settings', change);
  }

  /** Ends the meeting for everyone. */
  end(): Promise<void> {
    return this.#do('end', undefined);
  }

  #do<Action extends ModerationAction>(action: Action, value: ModerationValues[Action], whom?: Someone): Promise<void> {
    return this.#request({
      type: 'moderate',
      action,
      ...(whom === undefined ? {} : { participant: idOf(whom) }),
      ...(value === undefined ? {} : { value }),
    });
  }
}
