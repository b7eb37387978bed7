package io.plenum.signaling.selfcheck;

import io.plenum.bridge.parameters.IceCandidate;
import io.plenum.signaling.selfcheck.Finding.Level;
import io.plenum.signaling.selfcheck.Finding.What;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at ports, limits, addresses, clock and certificate, and says what to do. */
public final class SelfCheck {
    /** What each media port asks the kernel for. */
    static final long WANTED_BUFFER_BYTES = 4L * 1024 * 1024;

    /** A WebSocket is an open file; a busy server has thousands. */
    static final long WANTED_FILES = 8_192;

    static final Duration CERTIFICATE_WARNING = Duration.ofDays(14);

    /** This software is younger than that: a clock that shows less is wrong. */
    private static final Instant BEFORE_ALL = Instant.parse("2026-01-01T00:00:00Z");

    private final Surroundings surroundings;
    private final List<IceCandidate> candidates;
    private final boolean advertised;
    private final Predicate<IceCandidate> comesBack;
    private final @Nullable Instant certificateEnd;

    /**
     * In the process's real surroundings.
     *
     * @param candidates what browsers are offered
     * @param advertised whether these are addresses that the operator named
     * @param comesBack whether a datagram to a candidate reaches its media port
     * @param certificateEnd when the HTTPS certificate ends, or null if there is none
     */
    public SelfCheck(
            List<IceCandidate> candidates,
            boolean advertised,
            Predicate<IceCandidate> comesBack,
            @Nullable Instant certificateEnd) {
        this(Surroundings.real(), candidates, advertised, comesBack, certificateEnd);
    }

    SelfCheck(
            Surroundings surroundings,
            List<IceCandidate> candidates,
            boolean advertised,
            Predicate<IceCandidate> comesBack,
            @Nullable Instant certificateEnd) {
        this.surroundings = surroundings;
        this.candidates = List.copyOf(candidates);
        this.advertised = advertised;
        this.comesBack = comesBack;
        this.certificateEnd = certificateEnd;
    }

    /** Looks at everything. May wait a second for each advertised address. */
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(ports());
        findings.add(buffers());
        findings.add(files());
        findings.add(address());
        findings.add(clock());
        Instant end = certificateEnd;
        if (end != null) {
            findings.add(certificate(end));
        }
        return findings;
    }

    private Finding ports() {
        String ports =
                candidates.stream()
                        .map(IceCandidate::port)
                        .distinct()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
        return Finding.ok(What.MEDIA_PORTS, "UDP " + ports);
    }

    private Finding buffers() {
        long limit = surroundings.receiveBufferLimitBytes();
        if (limit < 0) {
            return Finding.ok(What.SOCKET_BUFFERS, "the kernel does not tell its limit");
        }
        String found = "%d KiB of %d KiB".formatted(limit / 1024, WANTED_BUFFER_BYTES / 1024);
        return limit >= WANTED_BUFFER_BYTES
                ? Finding.ok(What.SOCKET_BUFFERS, found)
                : new Finding(
                        What.SOCKET_BUFFERS,
                        Level.WARN,
                        found,
                        "sysctl -w net.core.rmem_max=%d net.core.wmem_max=%d, or packets are lost whenever a loop pauses"
                                .formatted(WANTED_BUFFER_BYTES, WANTED_BUFFER_BYTES));
    }

    private Finding files() {
        long limit = surroundings.openFileLimit();
        if (limit < 0) {
            return Finding.ok(What.OPEN_FILES, "no limit is told");
        }
        return limit >= WANTED_FILES
                ? Finding.ok(What.OPEN_FILES, "up to " + limit)
                : new Finding(
                        What.OPEN_FILES,
                        Level.WARN,
                        "up to " + limit,
                        "ulimit -n 65536 or LimitNOFILE=65536: each participant's WebSocket is an open file");
    }

    private Finding address() {
        String offered =
                candidates.stream()
                        .map(each -> each.address() + ":" + each.port())
                        .collect(Collectors.joining(", "));
        if (advertised) {
            for (IceCandidate each : candidates) {
                if (!comesBack.test(each)) {
                    return new Finding(
                            What.PUBLIC_ADDRESS,
                            Level.WARN,
                            "nothing comes back from %s:%d".formatted(each.address(), each.port()),
                            "is media.advertise this machine's public address, and UDP forwarded to it? (A router that"
                                    + " does not turn packets round also looks like this.)");
                }
            }
            return Finding.ok(What.PUBLIC_ADDRESS, offered + ", reached");
        }
        if (candidates.stream().allMatch(each -> isLoopback(each.address()))) {
            return new Finding(
                    What.PUBLIC_ADDRESS,
                    Level.WARN,
                    offered,
                    "only this machine itself can connect; leave out --media-bind, or name another address");
        }
        if (candidates.stream().allMatch(each -> isPrivate(each.address()))) {
            return new Finding(
                    What.PUBLIC_ADDRESS,
                    Level.WARN,
                    offered,
                    "only this network can connect; behind NAT name the public address with --media-advertise");
        }
        return Finding.ok(What.PUBLIC_ADDRESS, offered);
    }

    private static boolean isLoopback(String address) {
        return InetAddress.ofLiteral(address).isLoopbackAddress();
    }

    /** RFC 1918, RFC 4193, link-local or this machine's own. */
    private static boolean isPrivate(String address) {
        InetAddress parsed = InetAddress.ofLiteral(address);
        byte[] raw = parsed.getAddress();
        boolean uniqueLocal = raw.length == 16 && (raw[0] & 0xFE) == 0xFC;
        return parsed.isLoopbackAddress()
                || parsed.isLinkLocalAddress()
                || parsed.isSiteLocalAddress()
                || uniqueLocal;
    }

    private Finding clock() {
        Instant now = surroundings.now();
        String found = now.truncatedTo(ChronoUnit.SECONDS).toString();
        if (now.isBefore(BEFORE_ALL)) {
            return new Finding(
                    What.CLOCK,
                    Level.BAD,
                    found,
                    "set the clock: tokens and certificates are judged by it");
        }
        String keeper = surroundings.clockKeeper();
        return Finding.ok(What.CLOCK, keeper == null ? found : found + ", kept by " + keeper);
    }

    private Finding certificate(Instant end) {
        Duration left = Duration.between(surroundings.now(), end);
        String found = "valid until " + end.truncatedTo(ChronoUnit.SECONDS);
        if (left.isNegative()) {
            return new Finding(
                    What.CERTIFICATE,
                    Level.BAD,
                    "expired on " + end.truncatedTo(ChronoUnit.SECONDS),
                    "renew it: browsers refuse to connect");
        }
        return left.compareTo(CERTIFICATE_WARNING) < 0
                ? new Finding(
                        What.CERTIFICATE,
                        Level.WARN,
                        found,
                        "renew it within " + left.toDays() + " days")
                : Finding.ok(What.CERTIFICATE, found);
    }

    /** Findings as a table, one line each. */
    public static String table(List<Finding> findings) {
        int width = findings.stream().mapToInt(each -> each.found().length()).max().orElse(0);
        StringBuilder table = new StringBuilder();
        for (Finding each : findings) {
            String line =
                    "%-4s  %-14s  %s".formatted(each.level(), each.what().text(), each.found());
            table.append(line);
            if (!each.todo().isEmpty()) {
                table.append(" ".repeat(width - each.found().length()))
                        .append("  -> ")
                        .append(each.todo());
            }
            table.append('\n');
        }
        return table.toString();
    }
}
