package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.IceParameters;
import org.jspecify.annotations.Nullable;

/**
 * The ICE side of one peer: answers connectivity checks and follows the path that the remote side
 * nominates (RFC 8445 sections 2.5 and 7.3, lite implementation: always controlled, never checks).
 *
 * <p>Authentic checks are also the remote side's consent to receive (RFC 7675): browsers repeat
 * them every few seconds for as long as they want media, so a lite agent, which sends no checks of
 * its own, takes their absence for consent that ran out.
 *
 * <p>Owns no socket and reads no clock. Not thread safe.
 */
public final class IceLite {
    /** RFC 7675 section 5.1. */
    public static final long CONSENT_EXPIRY_NANOS = 30_000_000_000L;

    /** How long the first check may take: browsers give up after about 15 to 30 s. */
    public static final long CONNECT_TIMEOUT_NANOS = 30_000_000_000L;

    /** Error responses that anyone who guesses a username fragment gets, per second. */
    private static final int MAX_ERRORS_PER_SECOND = 20;

    private static final int BINDING_INDICATION = 0x0011;
    private static final int RESPONSE_BYTES = 256;
    private static final long SECOND = 1_000_000_000L;

    private final IceParameters local;
    private final Counters counters;
    private final StunCodec codec;
    private final StunIntegrity integrity;
    private final byte[] response = new byte[RESPONSE_BYTES];

    private @Nullable IceParameters remote;
    private @Nullable TransportAddress selected;
    private int selectedLocalIndex;
    private boolean connected;
    private long deadlineNanos;
    private long errorSecondNanos;
    private int errorsInSecond;

    /**
     * @param local our credentials
     * @param counters the loop's
     */
    public IceLite(IceParameters local, long nowNanos, Counters counters) {
        this(local, nowNanos, counters, new Ice4jStunCodec());
    }

    IceLite(IceParameters local, long nowNanos, Counters counters, StunCodec codec) {
        this.local = local;
        this.counters = counters;
        this.codec = codec;
        this.integrity = new StunIntegrity(local.password());
        this.deadlineNanos = nowNanos + CONNECT_TIMEOUT_NANOS;
        this.errorSecondNanos = nowNanos;
    }

    /** Our credentials. */
    public IceParameters local() {
        return local;
    }

    /** The remote side's credentials, or null while they are unknown. */
    public @Nullable IceParameters remote() {
        return remote;
    }

    /**
     * The remote side's credentials became known, or changed (ICE restart, RFC 8445 section 9:
     * checks with the new username decide; until one comes, media goes on where it went).
     */
    public void setRemote(IceParameters credentials, long nowNanos, IceOutput out) {
        boolean first = remote == null;
        remote = credentials;
        if (first && selected != null) {
            out.selected(selectedLocalIndex, selected);
            connected = true;
        }
        deadlineNanos = nowNanos + (connected ? CONSENT_EXPIRY_NANOS : CONNECT_TIMEOUT_NANOS);
    }

    /** A STUN message that names this peer or came from one of its addresses. */
    public void onStun(
            byte[] buffer,
            int offset,
            int length,
            int localIndex,
            TransportAddress from,
            long nowNanos,
            IceOutput out) {
        if (!StunRouting.isStun(buffer, offset, length)
                || !integrity.hasFingerprint(buffer, offset, length)) {
            counters.increment(Count.DROPPED_STUN_MALFORMED);
            return;
        }
        if ((BigEndian.getUnsignedShort(buffer, offset) & 0x0110) != 0) {
            // A keep-alive indication needs no answer; a response answers nothing we asked.
            if (BigEndian.getUnsignedShort(buffer, offset) != BINDING_INDICATION) {
                counters.increment(Count.DROPPED_STUN_UNEXPECTED);
            }
            return;
        }
        StunRequest request =
                codec.decodeRequest(buffer, offset, length - StunIntegrity.FINGERPRINT_BYTES);
        if (request == null) {
            counters.increment(Count.DROPPED_STUN_MALFORMED);
            return;
        }
        int error = check(request, buffer, offset);
        if (error != 0) {
            refuse(error, request, buffer, offset, localIndex, from, nowNanos, out);
            return;
        }
        accept(request, buffer, offset, localIndex, from, nowNanos, out);
    }

    /** Zero, or the error code that RFC 8489 section 9.1.3 and RFC 8445 section 7.3.1.1 want. */
    private int check(StunRequest request, byte[] buffer, int offset) {
        if (request.integrityAt() < 0 || request.username() == null) {
            counters.increment(Count.DROPPED_STUN_BAD_INTEGRITY);
            return 400;
        }
        if (!isOurs(request.username())
                || !integrity.verifies(buffer, offset, request.integrityAt())) {
            counters.increment(Count.DROPPED_STUN_BAD_INTEGRITY);
            return 401;
        }
        if (request.unknownRequired().length > 0) {
            return 420;
        }
        // We are controlled, always. A full agent that believes the same of itself must switch.
        return request.controlled() ? 487 : 0;
    }

    private boolean isOurs(String username) {
        String fragment = local.usernameFragment();
        if (!username.startsWith(fragment) || username.length() <= fragment.length()) {
            return false;
        }
        IceParameters known = remote;
        // A check may overtake the offer that tells the remote fragment; the password is ours
        // anyway.
        return username.charAt(fragment.length()) == ':'
                && (known == null
                        || connected
                        || username.substring(fragment.length() + 1)
                                .equals(known.usernameFragment()));
    }

    private void refuse(
            int error,
            StunRequest request,
            byte[] buffer,
            int offset,
            int localIndex,
            TransportAddress from,
            long nowNanos,
            IceOutput out) {
        if (nowNanos - errorSecondNanos >= SECOND) {
            errorSecondNanos = nowNanos;
            errorsInSecond = 0;
        }
        if (++errorsInSecond > MAX_ERRORS_PER_SECOND) {
            return;
        }
        int length = codec.writeError(buffer, offset, error, request.unknownRequired(), response);
        // 400 and 401 are for those who do not have the password: no integrity (RFC 8489 9.1.3).
        if (error != 400 && error != 401) {
            length = integrity.append(response, 0, length);
        }
        length = integrity.appendFingerprint(response, 0, length);
        out.send(response, 0, length, localIndex, from);
        counters.increment(Count.STUN_ERRORS_SENT);
    }

    private void accept(
            StunRequest request,
            byte[] buffer,
            int offset,
            int localIndex,
            TransportAddress from,
            long nowNanos,
            IceOutput out) {
        int length = codec.writeSuccess(buffer, offset, from, response);
        length = integrity.append(response, 0, length);
        length = integrity.appendFingerprint(response, 0, length);
        out.send(response, 0, length, localIndex, from);
        counters.increment(Count.STUN_REQUESTS);
        out.onPathAuthenticated(localIndex, from);
        if (request.useCandidate()) {
            select(localIndex, from, out);
        }
        if (connected) {
            deadlineNanos = nowNanos + CONSENT_EXPIRY_NANOS;
        }
    }

    /**
     * The newest nominated path wins: a phone that left its Wi-Fi nominates another (section
     * 8.1.1).
     */
    private void select(int localIndex, TransportAddress path, IceOutput out) {
        if (path.equals(selected) && localIndex == selectedLocalIndex) {
            return;
        }
        selected = path;
        selectedLocalIndex = localIndex;
        if (remote != null) {
            connected = true;
            out.selected(localIndex, path);
        }
    }

    /** When {@link #onDeadline} wants to be called, monotonic. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** The deadline has passed. */
    public void onDeadline(long nowNanos, IceOutput out) {
        if (nowNanos - deadlineNanos < 0) {
            return;
        }
        // Reported once: whoever listens removes the peer.
        deadlineNanos = nowNanos + CONSENT_EXPIRY_NANOS;
        if (connected) {
            out.consentExpired();
        } else {
            out.timedOut();
        }
    }
}
