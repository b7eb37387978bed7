package io.plenum.signaling.sdp;

import java.util.List;

/**
 * The simulcast attribute (RFC 8853 section 5.1).
 *
 * @param send streams the writer sends, each with its alternatives; empty if it sends none
 * @param receive streams the writer receives
 */
public record Simulcast(List<List<Alternative>> send, List<List<Alternative>> receive) {
    /** Copies the lists. */
    public Simulcast {
        send = send.stream().map(List::copyOf).toList();
        receive = receive.stream().map(List::copyOf).toList();
    }

    /**
     * One format of a stream.
     *
     * @param rid its restriction identifier
     * @param paused whether it starts paused ("~")
     */
    public record Alternative(String rid, boolean paused) {}

    /** The first alternative of each stream that is sent. */
    public List<String> sendRids() {
        return send.stream().map(alternatives -> alternatives.getFirst().rid()).toList();
    }

    /** The attribute of a side that receives these streams. */
    public static Simulcast receiving(List<String> rids) {
        return new Simulcast(
                List.of(), rids.stream().map(rid -> List.of(new Alternative(rid, false))).toList());
    }
}
