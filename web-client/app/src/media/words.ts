import type { DeviceKind } from './devices.ts';

export interface Problems {
  readonly camera: string | null;
  readonly microphone: string | null;
}

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
  const devices = kinds.join(' and ');
  const isOne = kinds.length === 1;
  const [is, does, it] = isOne ? ['is', 'does', 'it'] : ['are', 'do', 'them'];
  switch (errorName) {
    case 'NotAllowedError':
    case 'SecurityError':
      return `The ${devices} ${is} blocked for this page. Allow ${it} by the sign in the address bar, then turn ${it} on here.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No ${kinds.join(' and no ')} was found. Plug ${it} in and turn ${it} on here, or go without.`;
    case 'NotReadableError':
    case 'AbortError':
      return `The ${devices} ${does} not start. Another program may be in the way: close that, then turn ${it} on here.`;
    case 'InsecureContext':
      return `Browsers give the ${devices} only to pages that come by https. You can be here without.`;
    default:
      return `The ${devices} could not be opened (${errorName}). You can be here without.`;
  }
}
