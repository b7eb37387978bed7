import type { PlenumError } from '../src/errors.ts';
import type { Joined } from '../src/protocol.ts';
import { Room } from '../src/room.ts';
import type { RoomState } from '../src/room.ts';
import type { Validation, ValidationRequest } from '../src/validation.ts';
import { FakeClock, FakePeer, FakeSocket, joinedMessage, settled } from './fakes.ts';

/** A room between a fake browser and a fake server. */
export class Call {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly peers: FakePeer[] = [];
  readonly states: RoomState['name'][] = [];
  readonly warnings: PlenumError[] = [];
  changeNetwork: () => void = () => undefined;
  readonly validated: ValidationRequest[] = [];
  validation: Validation | null = null;
  cores = 2;
  readonly room = new Room({
    clock: this.clock,
    random: () => 1,
    browser: () => 'Browser 1.0',
    abilities: Object.defineProperty({ cores: 2, hasLayers: () => true }, 'cores', { get: () => this.cores }),
    validate: (request) => {
      this.validated.push(request);
      return Promise.resolve(this.validation);
    },
    watchNetwork: (onChange) => {
      this.changeNetwork = onChange;
      return () => {
        this.changeNetwork = () => undefined;
      };
    },
    createSocket: (url, subprotocol, events) => {
      const socket = new FakeSocket(url, subprotocol, events);
      this.sockets.push(socket);
      return socket;
    },
    createPeer: (_iceServers, events) => {
      const peer = new FakePeer(events);
      this.peers.push(peer);
      return peer;
    },
  });

  constructor() {
    this.room.on('stateChanged', ({ name }) => this.states.push(name));
    this.room.on('warning', (warning) => this.warnings.push(warning));
  }

  get socket(): FakeSocket {
    return last(this.sockets);
  }

  get peer(): FakePeer {
    return last(this.peers);
  }

  join(): Promise<void> {
    const joined = this.room.join({ room: 'daily', name: 'Alice', url: 'ws://server/v1/ws' });
    joined.catch(() => undefined);
    return joined;
  }

  async serverAdmits(changes: Partial<Joined> = {}): Promise<void> {
    this.socket.open();
    this.socket.take('join');
    this.socket.says(joinedMessage(changes));
    await settled();
  }

  async serverAnswers(): Promise<void> {
    const { id } = this.socket.take('offer');
    this.socket.says({ type: 'answer', id, sdp: `answer ${id}`, publications: [], refused: [] });
    await settled();
  }

  async inCall(changes: Partial<Joined> = {}): Promise<this> {
    const joined = this.join();
    await this.serverAdmits(changes);
    await this.serverAnswers();
    await joined;
    return this;
  }
}

export function last<T>(list: readonly T[]): T {
  const found = list.at(-1);
  if (found === undefined) {
    throw new Error('nothing there yet');
  }
  return found;
}
