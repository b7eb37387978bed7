package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects one m-section. */
final class MediaParser {
    private static final int MAX_ITEMS = 512;
    private static final int MAX_MID_LENGTH = 32;

    private final int line;
    private final String text;
    private final String kind;
    private final int port;
    private final String protocol;
    private final List<String> formats;
    private final TransportParser transport = new TransportParser();
    private final Map<Integer, RtpMap> rtpMaps = new LinkedHashMap<>();
    private final Map<Integer, String> fmtps = new LinkedHashMap<>();
    private final Map<Integer, List<String>> feedback = new LinkedHashMap<>();
    private final List<String> feedbackForAll = new ArrayList<>();
    private final List<SdpExtension> extensions = new ArrayList<>();
    private final Set<Long> ssrcs = new LinkedHashSet<>();
    private final List<Long> repairs = new ArrayList<>();
    private final List<String> sendRids = new ArrayList<>();
    private @Nullable String mid;
    private @Nullable Direction direction;
    private boolean bundleOnly;
    private boolean rtcpMux;
    private boolean rtcpReducedSize;

    private record RtpMap(String name, int clockRateHz, int channels) {}

    private MediaParser(
            int line, String text, String kind, int port, String protocol, List<String> formats) {
        this.line = line;
        this.text = text;
        this.kind = kind;
        this.port = port;
        this.protocol = protocol;
        this.formats = formats;
    }

    /** Reads the m-line (RFC 8866 section 5.14). */
    static MediaParser begin(int number, String line) throws SdpException {
        String[] parts = line.substring(2).trim().split(" +", -1);
        if (parts.length < 4) {
            throw new SdpException(number, line, "must be m=kind port protocol format …");
        }
        String portText =
                parts[1].contains("/") ? parts[1].substring(0, parts[1].indexOf('/')) : parts[1];
        int port = number(portText, 0, 65_535);
        if (port < 0) {
            throw new SdpException(number, line, "has no port number in second place");
        }
        List<String> formats = List.of(parts).subList(3, parts.length);
        if (formats.size() > 128) {
            throw new SdpException(number, line, "has more than 128 formats");
        }
        return new MediaParser(
                number, line, parts[0].toLowerCase(Locale.ROOT), port, parts[2], formats);
    }

    void attribute(int number, String whole, String name, String value) throws SdpException {
        if (transport.attribute(number, whole, name, value)) {
            return;
        }
        Direction found = Direction.ofText(name);
        if (found != null) {
            direction = found;
            return;
        }
        switch (name) {
            case "mid" -> mid = mid(number, whole, value.trim());
            case "rtcp-mux", "rtcp-mux-only" -> rtcpMux = true;
            case "rtcp-rsize" -> rtcpReducedSize = true;
            case "bundle-only" -> bundleOnly = true;
            case "rtpmap" -> rtpMap(number, whole, value);
            case "fmtp" -> {
                int payloadType = leadingPayloadType(value);
                if (payloadType >= 0) {
                    bounded(number, whole, fmtps.size());
                    fmtps.put(payloadType, afterSpace(value));
                }
            }
            case "rtcp-fb" -> feedback(number, whole, value);
            case "extmap" -> extension(number, whole, value);
            case "ssrc" -> ssrc(number, whole, value);
            case "ssrc-group" -> ssrcGroup(value);
            case "rid" -> rid(number, whole, value);
            default -> {
                // Skipped, as RFC 8866 section 5.13 wants it.
            }
        }
    }

    private static String mid(int number, String whole, String value) throws SdpException {
        if (value.isEmpty() || value.length() > MAX_MID_LENGTH || value.contains(" ")) {
            throw new SdpException(
                    number, whole, "must be a token of 1 to " + MAX_MID_LENGTH + " characters");
        }
        return value;
    }

    private void rtpMap(int number, String whole, String value) throws SdpException {
        int payloadType = leadingPayloadType(value);
        String[] parts = afterSpace(value).trim().split("/", -1);
        int clockRate = parts.length < 2 ? -1 : number(parts[1], 1, 1_000_000);
        int channels = parts.length < 3 ? 1 : number(parts[2], 1, 255);
        if (payloadType < 0 || clockRate < 0 || channels < 0 || parts[0].isEmpty()) {
            throw new SdpException(
                    number, whole, "must be a=rtpmap:payload-type name/clock-rate[/channels]");
        }
        RtpMap map = new RtpMap(parts[0].toLowerCase(Locale.ROOT), clockRate, channels);
        RtpMap before = rtpMaps.put(payloadType, map);
        if (before != null && !before.equals(map)) {
            throw new SdpException(
                    number, whole, "gives payload type " + payloadType + " a second meaning");
        }
    }

    private void feedback(int number, String whole, String value) throws SdpException {
        String what = afterSpace(value).trim();
        if (what.isEmpty()) {
            throw new SdpException(number, whole, "names no feedback");
        }
        if (value.startsWith("*")) {
            bounded(number, whole, feedbackForAll.size());
            feedbackForAll.add(what);
            return;
        }
        int payloadType = leadingPayloadType(value);
        if (payloadType < 0) {
            throw new SdpException(number, whole, "names no payload type");
        }
        List<String> known = feedback.computeIfAbsent(payloadType, key -> new ArrayList<>());
        bounded(number, whole, known.size());
        known.add(what);
    }

    private void extension(int number, String whole, String value) throws SdpException {
        String[] parts = value.trim().split(" +", -1);
        int slash = parts[0].indexOf('/');
        int id = number(slash < 0 ? parts[0] : parts[0].substring(0, slash), 1, 4351);
        Direction used =
                slash < 0 ? Direction.SENDRECV : Direction.ofText(parts[0].substring(slash + 1));
        if (parts.length < 2 || id < 0 || used == null) {
            throw new SdpException(number, whole, "must be a=extmap:id[/direction] uri");
        }
        bounded(number, whole, extensions.size());
        if (id <= 255) {
            extensions.add(new SdpExtension(id, parts[1], used));
        }
    }

    private void ssrc(int number, String whole, String value) throws SdpException {
        int space = value.indexOf(' ');
        long ssrc = longNumber(space < 0 ? value : value.substring(0, space));
        if (ssrc < 0) {
            throw new SdpException(number, whole, "must begin with an SSRC of 32 bits");
        }
        bounded(number, whole, ssrcs.size());
        ssrcs.add(ssrc);
    }

    private void ssrcGroup(String value) {
        String[] parts = value.trim().split(" +", -1);
        if (parts.length == 3 && parts[0].equals("FID") && repairs.size() < MAX_ITEMS) {
            long primary = longNumber(parts[1]);
            long repair = longNumber(parts[2]);
            if (primary >= 0 && repair >= 0) {
                repairs.add(primary);
                repairs.add(repair);
            }
        }
    }

    private void rid(int number, String whole, String value) throws SdpException {
        String[] parts = value.trim().split(" +", -1);
        if (parts.length < 2 || parts[0].length() > 32) {
            throw new SdpException(number, whole, "must be a=rid:id direction");
        }
        if (parts[1].equals("send")) {
            bounded(number, whole, sendRids.size());
            sendRids.add(parts[0]);
        }
    }

    private static void bounded(int number, String whole, int size) throws SdpException {
        if (size >= MAX_ITEMS) {
            throw new SdpException(number, whole, "is one too many of its kind");
        }
    }

    private static int leadingPayloadType(String value) {
        int space = value.indexOf(' ');
        return number(space < 0 ? value : value.substring(0, space), 0, 127);
    }

    private static String afterSpace(String value) {
        int space = value.indexOf(' ');
        return space < 0 ? "" : value.substring(space + 1);
    }

    /** The number, or -1 if it is none or out of range. */
    private static int number(String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            return value >= min && value <= max ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static long longNumber(String text) {
        try {
            long value = Long.parseLong(text);
            return value >= 0 && value <= 0xFFFF_FFFFL ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    MediaDescription finish(SdpTransport session, @Nullable Direction sessionDirection) {
        Direction fallback = sessionDirection == null ? Direction.SENDRECV : sessionDirection;
        return new MediaDescription(
                line,
                text,
                kind,
                port,
                bundleOnly,
                protocol,
                formats,
                mid,
                direction == null ? fallback : direction,
                codecs(),
                extensions,
                List.copyOf(ssrcs),
                repairs,
                sendRids,
                transport.finish().orElse(session),
                rtcpMux,
                rtcpReducedSize);
    }

    private List<SdpCodec> codecs() {
        List<SdpCodec> codecs = new ArrayList<>();
        for (String format : formats) {
            int payloadType = number(format, 0, 127);
            RtpMap map = rtpMaps.get(payloadType);
            if (map == null) {
                map = staticMap(payloadType);
            }
            if (map != null) {
                List<String> all = new ArrayList<>(feedbackForAll);
                all.addAll(feedback.getOrDefault(payloadType, List.of()));
                codecs.add(
                        new SdpCodec(
                                payloadType,
                                map.name,
                                map.clockRateHz,
                                map.channels,
                                fmtps.getOrDefault(payloadType, "").trim(),
                                all));
            }
        }
        return codecs;
    }

    /** RFC 3551 section 6: these three need no rtpmap. */
    private static @Nullable RtpMap staticMap(int payloadType) {
        return switch (payloadType) {
            case 0 -> new RtpMap("pcmu", 8000, 1);
            case 8 -> new RtpMap("pcma", 8000, 1);
            case 9 -> new RtpMap("g722", 8000, 1);
            default -> null;
        };
    }
}
