package io.plenum.bridge.speaker;

import java.util.SplittableRandom;

/**
 * One microphone of a synthetic conversation. Speech is phrases of 0.8 to 2.5 s with pauses of 0.1
 * to 0.4 s between them; a phrase is four to five syllables a second, each a loud part and a dip.
 */
final class Voice {
    enum Sound {
        /** Packets of a quiet room. */
        ROOM,
        /** Somebody talks. */
        SPEECH,
        /** One loud burst, as a cough or a slammed door. */
        COUGH,
        /** A fan or an engine, as loud as distant speech. */
        FAN,
        /** An oscillator at a usual loudness. */
        TONE,
        /** Keys struck about six times a second, each heard for 20 or 40 ms. */
        TYPING,
        /** The sender has stopped sending: muted, or discontinuous transmission. */
        NO_PACKETS,
    }

    private static final long MILLIS = 1_000_000L;
    private static final int ROOM_DBOV = 72;
    private static final int FAN_DBOV = 47;

    private final SplittableRandom random;
    private final int speechDbov;
    private Sound sound = Sound.ROOM;
    private long syllableEndNanos;
    private long dipNanos;
    private long phraseEndNanos;
    private long pauseEndNanos;
    private long keyNanos;

    Voice(SplittableRandom random, int speechDbov) {
        this.random = random;
        this.speechDbov = speechDbov;
    }

    void makes(Sound next, long nowNanos) {
        if (sound != next) {
            phraseEndNanos = nowNanos + random.nextLong(800, 2500) * MILLIS;
            pauseEndNanos = nowNanos;
            syllableEndNanos = nowNanos;
            keyNanos = nowNanos;
        }
        sound = next;
    }

    boolean sends() {
        return sound != Sound.NO_PACKETS;
    }

    /** Level of the packet that is sent now, -dBov. */
    int level(long nowNanos) {
        return switch (sound) {
            case ROOM, NO_PACKETS -> ROOM_DBOV + random.nextInt(-3, 4);
            case SPEECH -> speech(nowNanos);
            case COUGH -> 12 + random.nextInt(8);
            case FAN -> FAN_DBOV + random.nextInt(-3, 4);
            case TONE -> 25;
            case TYPING -> typing(nowNanos);
        };
    }

    private int speech(long nowNanos) {
        if (nowNanos - phraseEndNanos >= 0) {
            pauseEndNanos = nowNanos + random.nextLong(100, 400) * MILLIS;
            phraseEndNanos = pauseEndNanos + random.nextLong(800, 2500) * MILLIS;
            syllableEndNanos = pauseEndNanos;
        }
        if (nowNanos - pauseEndNanos < 0) {
            return ROOM_DBOV + random.nextInt(-3, 4);
        }
        if (nowNanos - syllableEndNanos >= 0) {
            long lengthNanos = random.nextLong(200, 260) * MILLIS;
            syllableEndNanos = nowNanos + lengthNanos;
            dipNanos = nowNanos + random.nextLong(110, 160) * MILLIS;
        }
        boolean dip = nowNanos - dipNanos >= 0;
        return dip ? speechDbov + random.nextInt(14, 28) : speechDbov + random.nextInt(-5, 6);
    }

    private int typing(long nowNanos) {
        if (nowNanos - keyNanos >= 20 * MILLIS + (random.nextBoolean() ? 20 * MILLIS : 0)) {
            keyNanos = nowNanos + random.nextLong(100, 200) * MILLIS;
        }
        return nowNanos - keyNanos >= 0
                ? 30 + random.nextInt(8)
                : ROOM_DBOV + random.nextInt(-3, 4);
    }
}
