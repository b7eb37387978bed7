package io.plenum.loadtests.sdp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a headless participant needs of an answer: the bundled transport, and the payload types of
 * each section.
 *
 * @param candidates the server's host candidates over UDP, in their order
 */
public record AnswerText(
        String ufrag, String password, String fingerprint, List<InetSocketAddress> candidates) {
    private static final Pattern UFRAG = Pattern.compile("(?m)^a=ice-ufrag:(\\S+)");
    private static final Pattern PASSWORD = Pattern.compile("(?m)^a=ice-pwd:(\\S+)");
    private static final Pattern FINGERPRINT =
            Pattern.compile("(?mi)^a=fingerprint:sha-256 ([0-9a-f:]+)");
    private static final Pattern CANDIDATE =
            Pattern.compile("(?mi)^a=candidate:\\S+ 1 udp \\d+ (\\S+) (\\d+) typ host");

    /** Copies the list. */
    public AnswerText {
        candidates = List.copyOf(candidates);
    }

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException if something is missing; the message says what
     */
    public static AnswerText parse(String sdp) {
        Map<String, InetSocketAddress> candidates = new HashMap<>();
        List<InetSocketAddress> ordered = new ArrayList<>();
        Matcher matcher = CANDIDATE.matcher(sdp);
        while (matcher.find()) {
            int port = Integer.parseInt(matcher.group(2));
            InetSocketAddress address = new InetSocketAddress(matcher.group(1), port);
            if (candidates.put(address.toString(), address) == null && !address.isUnresolved()) {
                ordered.add(address);
            }
        }
        if (ordered.isEmpty()) {
            throw new IllegalArgumentException("The answer has no host candidate over UDP.");
        }
        return new AnswerText(
                first(UFRAG, sdp, "a=ice-ufrag"),
                first(PASSWORD, sdp, "a=ice-pwd"),
                first(FINGERPRINT, sdp, "a=fingerprint of sha-256"),
                ordered);
    }

    private static String first(Pattern pattern, String sdp, String what) {
        Matcher matcher = pattern.matcher(sdp);
        if (!matcher.find()) {
            throw new IllegalArgumentException("The answer has no " + what + ".");
        }
        return matcher.group(1);
    }
}
