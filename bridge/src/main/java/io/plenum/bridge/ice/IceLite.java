package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.IceParameters;
import org.jspecify.annotations.Nullable;

/**
 * The ICE side of one peer: answers connectivity checks and follows the path that the remote side
 * nominates (RFC 8445 sections 2.5, 7.3 and 8.1.2; lite implementation: it sends no checks).
 *
 * <p>Role: a lite agent is controlled for as long as it lives (section 6.1.1), so it cannot switch
 * as section 7.3.1.1 has it when tie-breakers say so. A check with ICE-CONTROLLED is answered with
 * 487, whatever its tie-breaker, and its sender becomes the controlling side (section 7.2.5.1).
 *
 * <p>Consent: RFC 7675 lets only the side that sends checks find out whether it may go on sending,
 * and says of a lite agent merely that it answers. The other side's checks prove the same things,
 * though: the password, and that somebody at that address still wants this session. So consent is
 * an authentic and fresh check on the selected path in the last 30 s. Measured: Chromium 156 sends
 * one every 2.7 s, Firefox ESR 153 every 4.5 to 5.8 s.
 *
 * <p>Owns no socket and reads no clock. Not thread safe.
 */
public final class IceLite {
    /** RFC 7675 section 5.1. */
    public static final long CONSENT_EXPIRY_NANOS = 30_000_000_000L;

    /** How long the first nomination may take: browsers give up after about 15 to 30 s. */
    public static final long CONNECT_TIMEOUT_NANOS = 30_000_000_000L;

    private static final char[] NONE = {};
    private static final int RESPONSE_OR_INDICATION = 0x0110;
    private static final int BINDING_INDICATION = 0x0011;

    /** Far enough not to fire for a peer that has ended, near enough for any timer. */
    private static final long NEVER_NANOS = 86_400_000_000_000L;

    /** A datagram and what is known of its way here. */
    private record Arrival(
            byte[] buffer,
            int offset,
            int length,
            int localIndex,
            TransportAddress from,
            long nowNanos) {}

    private enum State {
        CONNECTING,
        CONNECTED,
        ENDED
    }

    private final Counters counters;
    private final StunCodec codec;
    private final long connectTimeoutNanos;
    private final RemotePaths paths = new RemotePaths();
    private final ErrorBudget errors;
    private final StunResponder responder;

    private IceGeneration current;
    // Checks sent before the restart reached the remote side; null once it uses the new ones.
    private @Nullable IceGeneration previous;
    // Who nominated a path while nobody had told us the remote side's credentials.
    private @Nullable String earlyUsername;
    private State state = State.CONNECTING;
    private long deadlineNanos;

    /**
     * @param local our credentials
     * @param counters the loop's
     */
    public IceLite(IceParameters local, long nowNanos, Counters counters) {
        this(local, nowNanos, CONNECT_TIMEOUT_NANOS, counters);
    }

    /**
     * @param local our credentials
     * @param connectTimeoutNanos how long the first nomination may take, from now and again from
     *     the time when the remote side's credentials are known
     * @param counters the loop's
     */
    public IceLite(
            IceParameters local, long nowNanos, long connectTimeoutNanos, Counters counters) {
        this.current = new IceGeneration(local, null);
        this.counters = counters;
        this.codec = new Ice4jStunCodec();
        this.responder = new StunResponder(codec);
        this.connectTimeoutNanos = connectTimeoutNanos;
        this.errors = new ErrorBudget(nowNanos);
        this.deadlineNanos = nowNanos + connectTimeoutNanos;
    }

    /** Our credentials: the newest. */
    public IceParameters local() {
        return current.local();
    }

    /** The remote side's credentials: the newest, or null while they are unknown. */
    public @Nullable IceParameters remote() {
        return current.remote();
    }

    /**
     * The remote side's credentials became known, or changed while ours stay. If a check came
     * before them, its nomination counts now. Does nothing if they are the ones known already.
     */
    public void setRemote(IceParameters credentials, long nowNanos, IceOutput out) {
        if (credentials.equals(current.remote())) {
            return;
        }
        if (current.remote() != null) {
            begin(current.withRemote(credentials), nowNanos);
            return;
        }
        String early = earlyUsername;
        if (early != null && !current.isRemoteFragment(early, credentials.usernameFragment())) {
            // Somebody with our password who is not in the offer; the real one has yet to come.
            paths.clear();
        }
        earlyUsername = null;
        current = current.withRemote(credentials);
        if (state == State.CONNECTING) {
            deadlineNanos = nowNanos + connectTimeoutNanos;
            connectIfSelected(out);
        }
    }

    /**
     * An ICE restart (RFC 8445 section 9, RFC 8839 section 4.4.1.1): new credentials on both sides.
     * The old ones are accepted until the first check with the new ones; media stays on its path
     * until another is nominated. Revives an agent whose consent expired.
     */
    public void restart(IceParameters local, IceParameters remote, long nowNanos) {
        begin(new IceGeneration(local, remote), nowNanos);
    }

    private void begin(IceGeneration next, long nowNanos) {
        previous = state == State.ENDED ? null : current;
        current = next;
        earlyUsername = null;
        if (state == State.CONNECTED) {
            // Whoever asks for a restart is there.
            deadlineNanos = nowNanos + CONSENT_EXPIRY_NANOS;
            paths.forgetNominations();
        } else {
            paths.clear();
            state = State.CONNECTING;
            deadlineNanos = nowNanos + connectTimeoutNanos;
        }
    }

    /**
     * A STUN message that names this peer or came from one of its addresses.
     *
     * @param localIndex which of our addresses it was sent to
     * @param from where it came from
     */
    public void onStun(
            byte[] buffer,
            int offset,
            int length,
            int localIndex,
            TransportAddress from,
            long nowNanos,
            IceOutput out) {
        if (!StunRouting.isStun(buffer, offset, length)
                || !current.integrity().hasFingerprint(buffer, offset, length)) {
            counters.increment(Count.DROPPED_STUN_MALFORMED);
            return;
        }
        int type = BigEndian.getUnsignedShort(buffer, offset);
        if ((type & RESPONSE_OR_INDICATION) == 0) {
            onRequest(new Arrival(buffer, offset, length, localIndex, from, nowNanos), out);
        } else if (type != BINDING_INDICATION) {
            // A keep-alive (RFC 8445 section 11) needs no answer; a response answers nothing that
            // a lite agent asked.
            counters.increment(Count.DROPPED_STUN_UNEXPECTED);
        } else {
            counters.increment(Count.STUN_INDICATIONS);
        }
    }

    private void onRequest(Arrival arrival, IceOutput out) {
        StunRequest request = codec.decodeRequest(arrival.buffer, arrival.offset, arrival.length);
        if (request == null) {
            counters.increment(Count.DROPPED_STUN_MALFORMED);
            return;
        }
        String username = request.username();
        if (username == null || request.integrityAt() < 0) {
            counters.increment(Count.DROPPED_STUN_BAD_INTEGRITY);
            refuse(StunError.BAD_REQUEST, request, current, arrival, out);
            return;
        }
        IceGeneration generation = generationOf(username);
        if (generation == null
                || !generation
                        .integrity()
                        .verifies(arrival.buffer, arrival.offset, request.integrityAt())) {
            counters.increment(Count.DROPPED_STUN_BAD_INTEGRITY);
            refuse(StunError.UNAUTHENTICATED, request, current, arrival, out);
            return;
        }
        if (state == State.ENDED) {
            counters.increment(Count.DROPPED_STUN_CONSENT_EXPIRED);
        } else if (request.unknownRequired().length > 0) {
            counters.increment(Count.DROPPED_STUN_UNKNOWN_ATTRIBUTE);
            refuse(StunError.UNKNOWN_ATTRIBUTE, request, generation, arrival, out);
        } else if (request.controlled()) {
            counters.increment(Count.DROPPED_STUN_ROLE_CONFLICT);
            refuse(StunError.ROLE_CONFLICT, request, generation, arrival, out);
        } else {
            accept(generation, request, username, arrival, out);
        }
    }

    private @Nullable IceGeneration generationOf(String username) {
        // Once connected, the remote side may restart ICE and send checks before its offer is here.
        boolean anyRemote = state == State.CONNECTED;
        if (current.isAddressedBy(username, anyRemote)) {
            return current;
        }
        IceGeneration older = previous;
        return older != null && older.isAddressedBy(username, anyRemote) ? older : null;
    }

    private void refuse(
            StunError error,
            StunRequest request,
            IceGeneration generation,
            Arrival arrival,
            IceOutput out) {
        int length =
                errors.take(arrival.nowNanos)
                        ? responder.error(
                                error,
                                error == StunError.UNKNOWN_ATTRIBUTE
                                        ? request.unknownRequired()
                                        : NONE,
                                arrival.buffer,
                                arrival.offset,
                                arrival.length,
                                generation.integrity())
                        : 0;
        if (length == 0) {
            counters.increment(Count.STUN_ERRORS_WITHHELD);
            return;
        }
        counters.increment(Count.STUN_ERRORS_SENT);
        out.send(responder.buffer(), 0, length, arrival.localIndex, arrival.from);
    }

    private void accept(
            IceGeneration generation,
            StunRequest request,
            String username,
            Arrival arrival,
            IceOutput out) {
        counters.increment(Count.STUN_REQUESTS);
        int length =
                responder.success(
                        arrival.buffer, arrival.offset, arrival.from, generation.integrity());
        out.send(responder.buffer(), 0, length, arrival.localIndex, arrival.from);
        if (generation == current) {
            previous = null;
        }
        out.onPathAuthenticated(arrival.localIndex, arrival.from);
        boolean moved =
                paths.onCheck(
                        arrival.localIndex,
                        arrival.from,
                        BigEndian.getLong(arrival.buffer, request.integrityAt() + 4),
                        request.useCandidate(),
                        arrival.nowNanos);
        if (current.remote() == null) {
            if (moved) {
                earlyUsername = username;
            }
        } else if (moved) {
            connectIfSelected(out);
        } else if (state == State.CONNECTED) {
            renewConsent();
        }
    }

    private void connectIfSelected(IceOutput out) {
        RemotePaths.Path path = paths.selected();
        if (path != null) {
            state = State.CONNECTED;
            deadlineNanos = path.checkedNanos() + CONSENT_EXPIRY_NANOS;
            out.selected(path.localIndex(), path.remote());
        }
    }

    private void renewConsent() {
        RemotePaths.Path path = paths.selected();
        if (path != null && path.checkedNanos() + CONSENT_EXPIRY_NANOS - deadlineNanos > 0) {
            deadlineNanos = path.checkedNanos() + CONSENT_EXPIRY_NANOS;
        }
    }

    /**
     * Whether there is a selected path and nothing authentic has come from it for 10 s: what a
     * browser would call "disconnected".
     */
    public boolean isStale(long nowNanos) {
        RemotePaths.Path path = paths.selected();
        return state == State.CONNECTED
                && path != null
                && nowNanos - path.checkedNanos() >= RemotePaths.STALE_NANOS;
    }

    /** When {@link #onDeadline} wants to be called, monotonic. It moves with every check. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** The deadline has passed; called earlier it does nothing. */
    public void onDeadline(long nowNanos, IceOutput out) {
        if (nowNanos - deadlineNanos < 0) {
            return;
        }
        State before = state;
        state = State.ENDED;
        deadlineNanos = nowNanos + NEVER_NANOS;
        switch (before) {
            case CONNECTING -> out.timedOut();
            case CONNECTED -> out.consentExpired();
            case ENDED -> {
                // Said already.
            }
        }
    }
}
