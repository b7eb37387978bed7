package io.plenum.signaling.journal;

/**
 * One thing that happened to a participant.
 *
 * @param atMillis wall clock, milliseconds since 1970
 * @param afterMillis since the participant was let in
 * @param event which of a few, in kebab case: "joined", "answered", "reachable", "connected" …
 * @param detail for people; may be empty
 */
public record JournalEntry(long atMillis, long afterMillis, String event, String detail) {}
