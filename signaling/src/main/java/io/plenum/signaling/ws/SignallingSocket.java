package io.plenum.signaling.ws;

import io.plenum.bridge.api.BridgeOverloadedException;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.messages.ByeReason;
import io.plenum.signaling.messages.ClientMessage;
import io.plenum.signaling.messages.ClientMessageReader;
import io.plenum.signaling.messages.ErrorCode;
import io.plenum.signaling.messages.ServerMessage;
import io.plenum.signaling.messages.ServerMessageWriter;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.rooms.ParticipantConnection;
import io.plenum.signaling.rooms.Rooms;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
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

    private static final long JOIN_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SILENCE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** A client that lets this many characters pile up does not read. */
    private static final int MAX_PENDING_CHARACTERS = 2 * 1024 * 1024;

    private final Rooms rooms;
    private final SignallingCounters counters;
    private final SignallingSockets registry;
    private final long openedNanos = System.nanoTime();
    private final RateLimit rate = new RateLimit(200, TimeUnit.SECONDS.toNanos(10), openedNanos);
    private final StringBuilder partial = new StringBuilder();
    private final AtomicInteger pendingCharacters = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private boolean discarding;
    private volatile long lastMessageNanos = openedNanos;
    private volatile @Nullable Session session;
    private volatile @Nullable Participant participant;

    SignallingSocket(Rooms rooms, SignallingCounters counters, SignallingSockets registry) {
        this.rooms = rooms;
        this.counters = counters;
        this.registry = registry;
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
            onMessage(text);
        }
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
            refuse(e);
        } catch (OfferException e) {
            counters.increment(SignallingCount.REFUSED_SDP);
            refuse(new BadMessageException(ErrorCode.BAD_SDP, e.text(), "offer"));
        } catch (BridgeOverloadedException e) {
            counters.increment(SignallingCount.REFUSED_OVERLOAD);
            refuse(
                    new BadMessageException(
                            ErrorCode.OVERLOADED,
                            "The server cannot take more participants now; try again in a moment.",
                            null));
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
            case NOT_JOINED, ALREADY_JOINED, BAD_OFFER_ID, UNKNOWN_MID ->
                    SignallingCount.REFUSED_OUT_OF_ORDER;
            case BAD_MESSAGE, UNSUPPORTED_PROTOCOL, UNAUTHORIZED ->
                    SignallingCount.REFUSED_BAD_MESSAGE;
        };
    }

    private void carryOut(ClientMessage message) throws BadMessageException, OfferException {
        switch (message) {
            case ClientMessage.Join join -> join(join);
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
            case ClientMessage.Ping ping -> send(new ServerMessage.Pong(ping.id()));
            case ClientMessage.Leave leave -> leave(ByeReason.LEFT, "Goodbye.");
        }
    }

    private void join(ClientMessage.Join join) throws BadMessageException {
        if (participant != null) {
            throw new BadMessageException(
                    ErrorCode.ALREADY_JOINED,
                    "join: this connection is in a room already.",
                    "join");
        }
        participant = rooms.join(join.room(), join.name(), this);
        counters.increment(SignallingCount.JOINS);
        if (closing.get()) {
            leave(ByeReason.CONNECTION_LOST, "The connection was lost.");
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
                                .toList()));
        who.room().assignAfterAnswer(who);
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
        if (e.code().fatal()) {
            leave(ByeReason.PROTOCOL_ERROR, e.text());
        }
    }

    private void leave(ByeReason reason, String message) {
        Participant who = participant;
        if (who != null) {
            rooms.leave(who, reason, message);
        }
        close(reason, message);
    }

    /** Closes a connection whose client is silent. Called about once a second by the registry. */
    void checkDeadlines(long nowNanos) {
        if (participant == null && nowNanos - openedNanos > JOIN_DEADLINE_NANOS) {
            counters.increment(SignallingCount.CLOSED_NO_JOIN);
            leave(ByeReason.TIMEOUT, "No join message came within 10 seconds.");
        } else if (nowNanos - lastMessageNanos > SILENCE_LIMIT_NANOS) {
            counters.increment(SignallingCount.CLOSED_SILENT);
            leave(ByeReason.TIMEOUT, "The client sent nothing for 60 seconds.");
        }
    }

    @Override
    public void send(ServerMessage message) {
        Session open = session;
        if (open == null || closing.get()) {
            return;
        }
        String text = ServerMessageWriter.write(message);
        if (pendingCharacters.addAndGet(text.length()) > MAX_PENDING_CHARACTERS) {
            counters.increment(SignallingCount.CLOSED_SLOW);
            closing.set(true);
            open.disconnect();
            return;
        }
        open.sendText(
                text,
                Callback.from(
                        () -> pendingCharacters.addAndGet(-text.length()),
                        failure -> LOG.debug("a message could not be sent", failure)));
    }

    @Override
    public void close(ByeReason reason, String message) {
        Session open = session;
        if (open == null) {
            return;
        }
        send(new ServerMessage.Bye(reason.text(), message));
        if (closing.compareAndSet(false, true)) {
            open.close(reason.closeCode(), reason.text(), Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        callback.succeed();
        closing.set(true);
        registry.remove(this);
        Participant who = participant;
        if (who != null) {
            // Not on this thread: Jetty may call from within a send, which holds the room's lock.
            registry.execute(
                    () ->
                            rooms.leave(
                                    who,
                                    statusCode == 1000 || statusCode == 1001
                                            ? ByeReason.LEFT
                                            : ByeReason.CONNECTION_LOST,
                                    "The connection was closed."));
        }
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.debug("a client's connection failed", cause);
    }
}
