import type { Room } from '@plenum/client';
import { HELLO } from '../../embed/src/messages.ts';
import type { MeetingNews, MeetingOrder } from '../../embed/src/messages.ts';

/** The page around ours, where `<plenum-meeting>` shows us in a frame. It is told what happens, and may leave and mute. */
export class Embedder {
  #port: MessagePort | null = null;
  #room: Room | null = null;
  #stop: () => void = () => undefined;

  constructor(page: Window) {
    if (page.parent === page) {
      return;
    }
    page.addEventListener('message', ({ data, source, ports }: MessageEvent<unknown>) => {
      const [port] = ports;
      if (data === HELLO && source === page.parent && port !== undefined) {
        this.#connect(port);
      }
    });
  }

  /** The room that is on the screen from now on. */
  watch(room: Room): void {
    this.#stop();
    this.#room = room;
    const stops = [
      room.on('stateChanged', () => {
        this.#tellState(room);
      }),
      room.on('participantJoined', () => {
        this.#tellCount(room);
      }),
      room.on('participantLeft', () => {
        this.#tellCount(room);
      }),
    ];
    this.#stop = () => {
      stops.forEach((stop) => {
        stop();
      });
    };
  }

  #connect(port: MessagePort): void {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<MeetingOrder>) => {
      this.#obey(data);
    };
    if (this.#room?.state.name === 'connected') {
      this.#tellState(this.#room);
    }
  }

  #obey(order: MeetingOrder): void {
    switch (order.type) {
      case 'leave':
        this.#room?.leave();
        break;
      case 'setMuted':
        // What is not published, or does not open again, shows on our own page.
        this.#room?.setMuted(order.source, order.muted).catch(() => undefined);
        break;
    }
  }

  #tellState(room: Room): void {
    const { state, self } = room;
    if (state.name === 'connected' && self !== null) {
      this.#tell({ type: 'joined', id: self.id, name: self.name });
      this.#tellCount(room);
    } else if (state.name === 'reconnecting') {
      this.#tell({ type: 'reconnecting', why: state.why });
    } else if (state.name === 'disconnected') {
      this.#tell({ type: 'left', reason: state.reason, action: state.action });
    }
  }

  #tellCount(room: Room): void {
    if (room.state.name === 'connected') {
      this.#tell({ type: 'participants', count: room.participants.length + 1 });
    }
  }

  #tell(news: MeetingNews): void {
    this.#port?.postMessage(news);
  }
}
