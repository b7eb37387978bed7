package io.plenum.bridge.loop;

import io.plenum.bridge.forward.MirrorLink;
import io.plenum.bridge.parameters.PublicationParameters;

/**
 * What one loop tells another about the rooms that both have a part of; all but the packets. A
 * mirror is known by a number that the publication's loop gives it and never gives again, so
 * nothing is mistaken for a publication of the same name that came later.
 */
sealed interface SpanNote {
    /**
     * This loop has a part of a room now.
     *
     * @param ordinal the lowest of all parts is the room's first
     * @param isAnswer whether it answers another loop that has said so
     */
    record Joined(String room, long ordinal, boolean isAnswer) implements SpanNote {}

    /** This loop has no part of a room, or not any more. */
    record Left(String room) implements SpanNote {}

    /** A publication is to be mirrored. */
    record Opened(int mirror, String room, String peer, PublicationParameters parameters)
            implements SpanNote {}

    /** A call of {@link MirrorLink} on its way; one for a mirror that has ended is nothing. */
    sealed interface ToMirror extends SpanNote {
        /** The mirror's number. */
        int mirror();

        /** Makes the call where the mirror is. */
        void tell(MirrorLink at, long nowNanos);
    }

    /** See {@link MirrorLink#onStream}. */
    record StreamBegan(int mirror, int encoding, int ssrc, int clockRateHz, int watching)
            implements ToMirror {
        @Override
        public void tell(MirrorLink at, long nowNanos) {
            at.onStream(encoding, ssrc, clockRateHz, watching);
        }
    }

    /** See {@link MirrorLink#onSenderReport}. */
    record SenderReported(
            int mirror, int encoding, long ntpTimestamp, int rtpTimestamp, long arrivalNanos)
            implements ToMirror {
        @Override
        public void tell(MirrorLink at, long nowNanos) {
            at.onSenderReport(encoding, ntpTimestamp, rtpTimestamp, arrivalNanos);
        }
    }

    /** See {@link MirrorLink#onAvailable}. */
    record Available(int mirror, int encodings, int others) implements ToMirror {
        @Override
        public void tell(MirrorLink at, long nowNanos) {
            at.onAvailable(encodings, others, nowNanos);
        }
    }

    /** See {@link MirrorLink#onUpdated}. */
    record Updated(int mirror, PublicationParameters parameters) implements ToMirror {
        @Override
        public void tell(MirrorLink at, long nowNanos) {
            at.onUpdated(parameters);
        }
    }

    /** See {@link MirrorLink#onClosed}. */
    record Closed(int mirror) implements SpanNote {}

    /** Back: see {@link io.plenum.bridge.forward.MirrorFeedback#onWatched}. */
    record Watched(int mirror, int watching) implements SpanNote {}

    /** Back: see {@link io.plenum.bridge.forward.MirrorFeedback#onTaken}. */
    record Taken(int mirror, int encodings) implements SpanNote {}

    /** Back: see {@link io.plenum.bridge.forward.MirrorFeedback#onKeyFrameWanted}. */
    record KeyFrameWanted(int mirror, int encoding, int keyFramesSeen) implements SpanNote {}
}
