import type { Participant } from '@plenum/client';

/** Raised hands first, the first one first; then by name. */
export function inOrder(participants: readonly Participant[], language: string): readonly Participant[] {
  const byName = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  const waited = ({ handRaisedAt }: Participant): number => handRaisedAt ?? Number.MAX_SAFE_INTEGER;
  return [...participants].sort((one, other) => waited(one) - waited(other) || byName.compare(one.name, other.name));
}

/** Those whose name has the words in it, whatever the case and the accents. */
export function found(participants: readonly Participant[], words: string): readonly Participant[] {
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const wanted = plain(words.trim());
  return participants.filter(({ name }) => plain(name).includes(wanted));
}
