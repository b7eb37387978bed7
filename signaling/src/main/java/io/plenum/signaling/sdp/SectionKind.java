package io.plenum.signaling.sdp;

/** What an m-section is for, by the first word of its m-line. */
public enum SectionKind {
    AUDIO,
    VIDEO,
    /** Data channels, if the protocol is one over SCTP. */
    APPLICATION,
    /** Anything else, for example text or image; never accepted. */
    OTHER;

    static SectionKind of(String media) {
        return switch (media) {
            case "audio" -> AUDIO;
            case "video" -> VIDEO;
            case "application" -> APPLICATION;
            default -> OTHER;
        };
    }
}
