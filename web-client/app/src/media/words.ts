import { say } from '../words/say.ts';
import type { Key } from '../words/say.ts';
import type { DeviceKind } from './devices.ts';

export interface Problems {
  readonly camera: string | null;
  readonly microphone: string | null;
}

/** Errors of getUserMedia (W3C Media Capture and Streams, section 10.2.1) that have a sentence of their own. */
const TROUBLES = {
  NotAllowedError: 'blocked',
  SecurityError: 'blocked',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
  InsecureContext: 'insecure',
} as const;

/** What refused or missing devices mean for the person in front of them, and what to do; one sentence for both where it is the same. */
export function explainProblems({ camera, microphone }: Problems): readonly string[] {
  if (camera !== null && camera === microphone) {
    return [explain(['camera', 'microphone'], camera)];
  }
  return [
    ...(camera === null ? [] : [explain(['camera'], camera)]),
    ...(microphone === null ? [] : [explain(['microphone'], microphone)]),
  ];
}

export function explain(kinds: readonly DeviceKind[], errorName: string): string {
  const devices = kinds.length > 1 ? 'both' : (kinds[0] ?? 'camera');
  const trouble = Object.hasOwn(TROUBLES, errorName) ? TROUBLES[errorName as keyof typeof TROUBLES] : 'other';
  const key: Key = `device.${trouble}.${devices}`;
  return say(key, { error: errorName });
}
