/** What /admin/api answers; the server's class AdminApi writes it. */

export type Numbers = readonly (number | null)[];

export interface Verdict {
  cause: string;
  text: string;
  remedy: string;
}

export interface Check {
  what: string;
  level: string;
  found: string;
  todo: string;
}

export interface Summary {
  participant: string;
  name: string;
  room: string;
  protocol: string;
  joinedAt: number;
  endedAt?: number;
  end?: string;
  phase: string;
  verdict?: Verdict;
}

export interface Refusal extends Summary {
  at: number;
  verdict: Verdict;
}

export interface Overview {
  tickMillis: number;
  lastTick: number;
  node: { in: Numbers; out: Numbers; load: Numbers };
  rooms: { name: string; participants: number; in: number; out: number }[];
  symptoms: Verdict[];
  checks: Check[];
  troubles: Summary[];
  refusals: Refusal[];
}

export interface Inbound {
  kind: string;
  codec: string;
  publication: string;
  encodingIndex: number;
  packetsReceived: number;
  bytesReceived: number;
  packetsLost: number;
  jitter: number;
  viewers: number;
}

export interface Outbound {
  mid: string;
  kind: string;
  codec: string;
  publication: string | null;
  encodingIndex: number;
  spatialLayer: number;
  temporalLayer: number;
  packetsSent: number;
  bytesSent: number;
  remoteInbound: { packetsLost: number };
  targetBitrate?: number;
  reason?: string;
}

export interface Streams {
  symptoms?: Verdict[];
  candidatePair?: { remoteAddress?: string; currentRoundTripTime?: number; availableOutgoingBitrate?: number };
  inbound?: Inbound[];
  outbound?: Outbound[];
}

export interface RoomParticipant extends Streams {
  id: string;
  name: string;
  protocol: string;
  connected?: boolean;
}

export interface RoomView {
  room: string;
  in: Numbers;
  out: Numbers;
  participants: RoomParticipant[];
  bitrates: Record<string, { in: number; out: number }>;
}

export interface ParticipantView extends Summary {
  events: { at: number; after: number; event: string; detail: string }[];
  eventsLeftOut: number;
  streams?: Streams;
  in: Numbers;
  out: Numbers;
  rtt: Numbers;
  client?: { timestamp: number; report: unknown };
}

/** Asks; the error is a sentence for the page. */
export async function ask<T>(path: string, query: Record<string, string> = {}): Promise<T> {
  const search = new URLSearchParams(query).toString();
  const answer = await fetch(`/admin/api/${path}${search && `?${search}`}`, { cache: 'no-store' });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Error(problem.detail ?? `the server answered ${answer.status}`);
  }
  return (await answer.json()) as T;
}
