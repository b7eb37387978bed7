package io.plenum.signaling.ws;

import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.bridge.api.LogContext;
import io.plenum.signaling.auth.Access;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ClientMessage;
import io.plenum.signaling.messages.ClientMessageReader;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.OutgoingMessage;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.rooms.Newcomer;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.ParticipantConnection;
import io.plenum.signaling.rooms.Rooms;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's WebSocket. Jetty calls its listener methods one at a time, and wants the class
 * public.
 */
public final class SignallingSocket
        implements Session.Listener.AutoDemanding, ParticipantConnection {
    private static final Logger LOG = LoggerFactory.getLogger(SignallingSocket.class);

    private static final String OVERLOADED =
            "The server cannot take more participants now; try again in a moment.";

    /** Of the five seconds that clients are told, with some patience for their clocks. */
    private static final long STATS_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(4_500);

    private static final long JOIN_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SILENCE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** How long a client may take to answer our closing frame, or to read up to it. */
    private static final long CLOSE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long TOKEN_CHECK_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** A client that lets this many characters pile up does not read. */
    private static final int MAX_PENDING_CHARACTERS = 2 * 1024 * 1024;

    private final Rooms rooms;
    private final Access access;
    private final SignallingCounters counters;
    private final SignallingSockets registry;
    private final SignallingSockets.Caller caller;
    private final long openedNanos = System.nanoTime();
    private final RateLimit rate = new RateLimit(200, TimeUnit.SECONDS.toNanos(10), openedNanos);
    private final StringBuilder partial = new StringBuilder();
    private final AtomicInteger pendingCharacters = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private boolean discarding;
    private boolean statsSent;
    private long lastStatsNanos;
    private volatile @Nullable Admission admitted;
    private volatile long tokenCheckedNanos = openedNanos;
    private volatile long closingSinceNanos = openedNanos;
    private volatile long lastMessageNanos = openedNanos;
    private volatile @Nullable Session session;
    private volatile @Nullable Participant participant;

    SignallingSocket(
            Rooms rooms,
            Access access,
            SignallingCounters counters,
            SignallingSockets registry,
            SignallingSockets.Caller caller) {
        this.rooms = rooms;
        this.access = access;
        this.counters = counters;
        this.registry = registry;
        this.caller = caller;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        registry.add(this);
    }

    /**
     * Messages are put together here and not by Jetty, so that one that is too large gets an
     * answer.
     */
    @Override
    public void onWebSocketPartialText(String payload, boolean last) {
        if (closing.get()) {
            return;
        }
        if (!discarding && partial.length() + payload.length() > ClientMessageReader.MAX_BYTES) {
            discarding = true;
            partial.setLength(0);
            partial.trimToSize();
            counters.increment(SignallingCount.REFUSED_TOO_LARGE);
            refuse(
                    new BadMessageException(
                            ErrorCode.TOO_LARGE,
                            "The message is larger than "
                                    + ClientMessageReader.MAX_BYTES / 1024
                                    + " KiB.",
                            null));
        }
        if (discarding) {
            return;
        }
        partial.append(payload);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            try (LogContext _ = aboutThisClient()) {
                onMessage(text);
            }
        }
    }

    private LogContext aboutThisClient() {
        Participant who = participant;
        return who == null ? LogContext.of(null, null) : LogContext.of(who.room().name(), who.id());
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        callback.succeed();
        if (last && !closing.get()) {
            counters.increment(SignallingCount.REFUSED_BINARY);
            refuse(
                    new BadMessageException(
                            ErrorCode.BINARY,
                            "Messages are JSON text; this one was binary.",
                            null));
        }
    }

    private void onMessage(String text) {
        counters.increment(SignallingCount.MESSAGES_RECEIVED);
        long nowNanos = System.nanoTime();
        lastMessageNanos = nowNanos;
        RateLimit.Verdict verdict = rate.onMessage(nowNanos);
        if (verdict != RateLimit.Verdict.ALLOWED) {
            counters.increment(SignallingCount.REFUSED_RATE);
            send(
                    new ServerMessage.Error(
                            ErrorCode.RATE_LIMITED.text(),
                            "More than 200 messages in 10 seconds; this one was ignored.",
                            null,
                            verdict == RateLimit.Verdict.CLOSE));
            if (verdict == RateLimit.Verdict.CLOSE) {
                leave(ByeReason.PROTOCOL_ERROR, "The client sent far too many messages.");
            }
            return;
        }
        try {
            carryOut(ClientMessageReader.read(text));
        } catch (BadMessageException e) {
            counters.increment(reason(e.code()));
            if (e.code() == ErrorCode.BAD_TOKEN || e.code() == ErrorCode.TOKEN_EXPIRED) {
                caller.onBadToken().run();
            }
            refuse(e);
        } catch (OfferException e) {
            counters.increment(SignallingCount.REFUSED_SDP);
            Participant who = participant;
            if (who != null) {
                rooms.tellObservers(each -> each.onOfferRefused(who, e.text()));
            }
            refuse(new BadMessageException(ErrorCode.BAD_SDP, e.text(), "offer"));
        } catch (BridgeOverloadedException e) {
            counters.increment(SignallingCount.REFUSED_OVERLOAD);
            refuse(new BadMessageException(ErrorCode.OVERLOADED, OVERLOADED, null));
        }
    }

    private static SignallingCount reason(ErrorCode code) {
        return switch (code) {
            case BAD_JSON -> SignallingCount.REFUSED_BAD_JSON;
            case UNKNOWN_TYPE -> SignallingCount.REFUSED_UNKNOWN_TYPE;
            case TOO_LARGE -> SignallingCount.REFUSED_TOO_LARGE;
            case BINARY -> SignallingCount.REFUSED_BINARY;
            case RATE_LIMITED -> SignallingCount.REFUSED_RATE;
            case OVERLOADED -> SignallingCount.REFUSED_OVERLOAD;
            case BAD_SDP -> SignallingCount.REFUSED_SDP;
            case NOT_JOINED, ALREADY_JOINED, BAD_OFFER_ID, UNKNOWN_MID, UNKNOWN_PARTICIPANT ->
                    SignallingCount.REFUSED_OUT_OF_ORDER;
            case BAD_MESSAGE, UNSUPPORTED_PROTOCOL -> SignallingCount.REFUSED_BAD_MESSAGE;
            case UNAUTHORIZED, BAD_TOKEN, TOKEN_EXPIRED -> SignallingCount.REFUSED_TOKEN;
            case FORBIDDEN -> SignallingCount.REFUSED_RIGHT;
            case TOO_MANY_REQUESTS, LIMIT -> SignallingCount.REFUSED_RATE;
            case ROOM_FULL, ROOM_LOCKED, BANNED, DUPLICATE_IDENTITY ->
                    SignallingCount.REFUSED_BY_ROOM;
        };
    }

    private void carryOut(ClientMessage message) throws BadMessageException, OfferException {
        switch (message) {
            case ClientMessage.Join join -> joinOrTell(join);
            case ClientMessage.Offer offer -> offer(offer);
            case ClientMessage.Candidate candidate -> joined("candidate");
            case ClientMessage.Mute mute -> {
                Participant who = joined("mute");
                who.room().mute(who, mute.mid(), mute.muted());
            }
            case ClientMessage.Layers layers -> {
                Participant who = joined("layers");
                who.room().setLayers(who, layers.mid(), layers.target());
            }
            case ClientMessage.View view -> {
                Participant who = joined("view");
                who.room().setView(who, view.tiles(), view.hidden());
            }
            case ClientMessage.Hand hand -> {
                Participant who = joined("hand");
                who.room().hand(who, hand.raised());
            }
            case ClientMessage.Reaction reaction -> {
                Participant who = joined("reaction");
                who.room().reaction(who, reaction.reaction());
            }
            case ClientMessage.Rename rename -> {
                Participant who = joined("rename");
                who.room().rename(who, rename.name());
            }
            case ClientMessage.Chat chat -> {
                Participant who = joined("chat");
                who.room().chat(who, chat.text(), chat.to());
            }
            case ClientMessage.Data data -> {
                Participant who = joined("data");
                who.room().data(who, data.payload(), data.to(), data.topic());
            }
            case ClientMessage.Attributes attributes -> {
                Participant who = joined("attributes");
                who.room().attributes(who, attributes.changes());
            }
            case ClientMessage.Moderate moderate -> {
                Participant who = joined("moderate");
                who.room().moderate(who, moderate.action());
            }
            case ClientMessage.Token token -> token(token);
            case ClientMessage.Stats stats -> stats(stats);
            case ClientMessage.Ping ping -> send(new ServerMessage.Pong(ping.id()));
            case ClientMessage.Leave leave -> leave(ByeReason.LEFT, "Goodbye.");
        }
    }

    private void joinOrTell(ClientMessage.Join join) throws BadMessageException {
        boolean first = participant == null;
        try {
            join(join);
        } catch (BadMessageException e) {
            if (first) {
                tellRefused(join, e.code(), e.text());
            }
            throw e;
        } catch (BridgeOverloadedException e) {
            tellRefused(join, ErrorCode.OVERLOADED, OVERLOADED);
            throw e;
        }
    }

    private void tellRefused(ClientMessage.Join join, ErrorCode code, String why) {
        rooms.tellObservers(each -> each.onRefused(join.room(), join.name(), code, why));
    }

    private void join(ClientMessage.Join join) throws BadMessageException {
        if (participant != null) {
            throw new BadMessageException(
                    ErrorCode.ALREADY_JOINED,
                    "join: this connection is in a room already.",
                    "join");
        }
        String secret = join.resume();
        Participant same = secret == null ? null : rooms.resume(join.room(), secret, this);
        if (same != null) {
            participant = same;
            counters.increment(SignallingCount.RESUMES);
        } else {
            Admission admission = Admission.atJoin(access, join.token(), join.room());
            Newcomer newcomer =
                    new Newcomer(
                            join.name(),
                            admission.grants(),
                            join.attributes(),
                            caller.address(),
                            true);
            participant = rooms.join(join.room(), newcomer, this);
            admitted = admission;
            counters.increment(SignallingCount.JOINS);
            renewToken();
        }
        if (closing.get()) {
            onGone(false);
        }
    }

    private void token(ClientMessage.Token token) throws BadMessageException {
        Participant who = joined("token");
        Admission admission = Admission.inRoom(access, token.token(), who);
        who.room().setGrants(who, admission.grants());
        admitted = admission;
        renewToken();
    }

    /** Whoever is in a room always has a token that is good for a while. */
    private void renewToken() {
        Admission before = admitted;
        Admission renewed = before == null ? null : before.renewed(access);
        if (renewed != null) {
            admitted = renewed;
            send(new ServerMessage.Token(renewed.token()));
        }
    }

    private void offer(ClientMessage.Offer offer) throws BadMessageException, OfferException {
        Participant who = joined("offer");
        Negotiated negotiated =
                who.room().offer(who, offer.id(), offer.sdp(), offer.publications());
        counters.increment(SignallingCount.OFFERS_ANSWERED);
        send(
                new ServerMessage.Answer(
                        offer.id(),
                        negotiated.answer(),
                        negotiated.publications().values().stream()
                                .map(p -> new ServerMessage.AnsweredPublication(p.mid(), p.id()))
                                .toList(),
                        negotiated.refused()));
        who.room().assignAfterAnswer(who);
    }

    private void stats(ClientMessage.Stats stats) throws BadMessageException {
        Participant who = joined("stats");
        long nowNanos = System.nanoTime();
        if (statsSent && nowNanos - lastStatsNanos < STATS_INTERVAL_NANOS) {
            throw new BadMessageException(
                    ErrorCode.RATE_LIMITED,
                    "stats: one report in five seconds is enough; this one was ignored.",
                    "stats");
        }
        statsSent = true;
        lastStatsNanos = nowNanos;
        rooms.tellObservers(each -> each.onClientReport(who, stats.report()));
    }

    private Participant joined(String type) throws BadMessageException {
        Participant who = participant;
        if (who == null) {
            throw new BadMessageException(
                    ErrorCode.NOT_JOINED, type + ": send \"join\" first.", type);
        }
        return who;
    }

    private void refuse(BadMessageException e) {
        send(ServerMessage.Error.of(e));
        ByeReason bye = e.bye();
        if (bye != null) {
            leave(bye, e.text());
        }
    }

    private void leave(ByeReason reason, String message) {
        Participant who = participant;
        if (who != null) {
            rooms.leave(who, reason, message);
        }
        close(reason, message);
    }

    /**
     * Closes a connection whose client is silent, ends one that does not close, and renews the
     * token. Called about once a second by the registry.
     */
    void checkDeadlines(long nowNanos) {
        if (closing.get()) {
            Session open = session;
            if (open != null && nowNanos - closingSinceNanos > CLOSE_PATIENCE_NANOS) {
                open.disconnect();
            }
        } else if (participant == null && nowNanos - openedNanos > JOIN_DEADLINE_NANOS) {
            counters.increment(SignallingCount.CLOSED_NO_JOIN);
            close(ByeReason.TIMEOUT, "No join message came within 10 seconds.");
        } else if (nowNanos - lastMessageNanos > SILENCE_LIMIT_NANOS) {
            counters.increment(SignallingCount.CLOSED_SILENT);
            close(ByeReason.TIMEOUT, "The client sent nothing for 60 seconds.");
            onGone(false);
        } else if (nowNanos - tokenCheckedNanos > TOKEN_CHECK_NANOS) {
            tokenCheckedNanos = nowNanos;
            renewToken();
        }
    }

    @Override
    public void send(OutgoingMessage message) {
        Session open = session;
        if (open == null || closing.get()) {
            return;
        }
        String text = message.text();
        if (pendingCharacters.addAndGet(text.length()) > MAX_PENDING_CHARACTERS) {
            counters.increment(SignallingCount.CLOSED_SLOW);
            end(open, ByeReason.SLOW_READER, "The client does not read what it is sent.");
            registry.execute(() -> onGone(false));
            return;
        }
        write(open, text);
    }

    private void write(Session open, String text) {
        open.sendText(
                text,
                Callback.from(() -> pendingCharacters.addAndGet(-text.length()), this::onUnsent));
    }

    private void onUnsent(Throwable failure) {
        try (LogContext _ = aboutThisClient()) {
            LOG.debug("a message could not be sent", failure);
        }
    }

    @Override
    public void close(ByeReason reason, String message) {
        Session open = session;
        if (open != null) {
            end(open, reason, message);
        }
    }

    /** The last message and the closing frame, behind whatever waits to be read. */
    private void end(Session open, ByeReason reason, String message) {
        closingSinceNanos = System.nanoTime();
        if (closing.compareAndSet(false, true)) {
            ServerMessage bye = new ServerMessage.Bye(reason.text(), message, reason.action());
            write(open, new OutgoingMessage(bye).text());
            open.close(reason.closeCode(), reason.text(), Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        callback.succeed();
        closing.set(true);
        registry.remove(this);
        boolean goodbye = statusCode == StatusCode.NORMAL || statusCode == StatusCode.SHUTDOWN;
        // Not on this thread: Jetty may call from within a send, which holds the room's lock.
        registry.execute(() -> onGone(goodbye));
    }

    private void onGone(boolean goodbye) {
        Participant who = participant;
        if (who != null) {
            rooms.onConnectionClosed(who, this, goodbye);
        }
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        try (LogContext _ = aboutThisClient()) {
            LOG.debug("a client's connection failed", cause);
        }
    }
}
