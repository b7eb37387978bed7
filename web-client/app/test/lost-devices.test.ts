import { beforeEach, describe, expect, it } from 'vitest';
import type { DeviceKind } from '../src/media/devices.ts';
import { LostDevices } from '../src/media/lost-devices.ts';

/** A computer with devices that are plugged in and out; identifiers begin with the kind. */
class Computer {
  plugged: string[] = [];
  readonly said: string[] = [];
  readonly lost = new LostDevices({
    present: (kind) => Promise.resolve(this.#of(kind)),
    resume: (kind, deviceId) => {
      const [any] = this.#of(kind);
      const opened = deviceId ?? any;
      if (opened === undefined || !this.plugged.includes(opened)) {
        return Promise.reject(new Error('no such device'));
      }
      this.said.push(`opens ${opened}`);
      return Promise.resolve();
    },
    tell: (kind, outcome) => {
      this.said.push(`${kind} ${outcome}`);
    },
  });

  #of(kind: DeviceKind): string[] {
    return this.plugged.filter((id) => id.startsWith(kind));
  }

  async plug(...plugged: string[]): Promise<void> {
    this.plugged = plugged;
    await this.lost.look();
  }
}

describe('a device that is unplugged in the call', () => {
  let computer: Computer;

  beforeEach(() => {
    computer = new Computer();
  });

  it('goes on when it is plugged in again', async () => {
    await computer.lost.lose('camera');
    await computer.plug();
    await computer.plug('camera-1');
    expect(computer.said).toEqual(['camera lost', 'opens camera-1', 'camera back']);
    await computer.plug('camera-1', 'camera-2');
    expect(computer.said).toHaveLength(3);
  });

  it('is missed even where the browser still lists it for a moment', async () => {
    computer.plugged = ['camera-1'];
    await computer.lost.lose('camera');
    await computer.plug();
    await computer.plug('camera-1');
    expect(computer.said).toEqual(['camera lost', 'opens camera-1', 'camera back']);
  });

  it('gives way to another microphone at once, and to a camera only when it is plugged in', async () => {
    computer.plugged = ['camera-2', 'microphone-2'];
    await computer.lost.lose('microphone');
    await computer.lost.lose('camera');
    await computer.plug('camera-2', 'microphone-2');
    expect(computer.said).toEqual(['opens microphone-2', 'microphone replaced', 'camera lost']);
    await computer.plug('camera-2', 'camera-3', 'microphone-2');
    expect(computer.said.slice(3)).toEqual(['opens camera-3', 'camera back']);
  });

  it('comes back once, however often the browser tells of it', async () => {
    await computer.lost.lose('camera');
    computer.plugged = ['camera-1'];
    await Promise.all([computer.lost.look(), computer.lost.look(), computer.lost.look()]);
    expect(computer.said).toEqual(['camera lost', 'opens camera-1', 'camera back']);
  });

  it('stays off once the person has decided', async () => {
    await computer.lost.lose('camera');
    expect(computer.lost.isLost('camera')).toBe(true);
    computer.lost.forget('camera');
    await computer.plug('camera-1');
    expect(computer.said).toEqual(['camera lost']);
  });
});
