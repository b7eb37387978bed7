package io.plenum.signaling.logging;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds IP addresses in text and leaves of each the first sixteen bits. */
final class Addresses {
    private static final String IPV4 = "\\d{1,3}(?:\\.\\d{1,3}){3}";
    private static final String PORT = "(?::\\d{1,5})?";

    /**
     * Two colons at least; whether it is an address and not a time or a fingerprint is seen later.
     */
    private static final String IPV6 =
            "(?=[0-9A-Fa-f]*:[0-9A-Fa-f]*:)(?:[0-9A-Fa-f:]+:%s|[0-9A-Fa-f:]+)(?:%%[\\w.]+)?"
                    .formatted(IPV4);

    /**
     * Rather a number too many than an address too few. In JSON the end of a line is two characters
     * of which one is a letter.
     */
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?:(?<![\\w.])|(?<=\\\\[nrt]))(?:"
                            + ("\\[(?<bracketed>" + IPV6 + ")\\]" + PORT)
                            + ("|(?<six>" + IPV6 + ")(?![\\w%])")
                            + ("|(?<four>" + IPV4 + ")" + PORT + "(?!\\d)")
                            + ")");

    private Addresses() {}

    /**
     * The text with {@code 192.0.0.0/16} for {@code 192.0.2.7:50000} and {@code 2001::/16} for
     * {@code [2001:db8::7]:50000}. Four numbers with dots are taken for an address whatever they
     * are.
     */
    static String hideIn(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(hidden(found)));
    }

    private static String hidden(MatchResult found) {
        String four = found.group("four");
        if (four != null) {
            return networkOf(four, found.group());
        }
        String bracketed = found.group("bracketed");
        if (bracketed != null) {
            return networkOf(bracketed, found.group());
        }
        String six = found.group("six");
        // A colon at its end is the sentence's, unless there are two.
        boolean isSentences = six.endsWith(":") && !six.endsWith("::");
        String address = isSentences ? six.substring(0, six.length() - 1) : six;
        return networkOf(address, address) + (isSentences ? ":" : "");
    }

    private static String networkOf(String address, String whole) {
        InetAddress parsed = parse(address.replaceFirst("%.*", ""));
        if (parsed == null) {
            return whole;
        }
        byte[] raw = parsed.getAddress();
        return parsed instanceof Inet4Address
                ? "%d.%d.0.0/16".formatted(raw[0] & 0xFF, raw[1] & 0xFF)
                : "%x::/16".formatted((raw[0] & 0xFF) << 8 | (raw[1] & 0xFF));
    }

    private static @Nullable InetAddress parse(String address) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            return null; // a time of day, a fingerprint, a version
        }
    }
}
