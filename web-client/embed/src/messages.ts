/** What a page and the meeting in its frame say to each other, once the page has handed over a port. */

export const HELLO = 'plenum-embed-1';

/** From the meeting to the page. */
export type MeetingNews =
  | { readonly type: 'joined'; readonly id: string; readonly name: string }
  | { readonly type: 'left'; readonly reason: string; readonly action: 'rejoin' | 'stop' }
  | { readonly type: 'reconnecting'; readonly why: string }
  /** How many are in the room, ourselves included. */
  | { readonly type: 'participants'; readonly count: number };

/** From the page to the meeting. */
export type MeetingOrder =
  | { readonly type: 'leave' }
  | { readonly type: 'setMuted'; readonly source: 'microphone' | 'camera'; readonly muted: boolean };
