package io.plenum.signaling.http;

import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LocalTransport;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.signaling.counts.SignallingCount;
import io.plenum.signaling.counts.SignallingCounters;
import io.plenum.signaling.messages.BadMessageException;
import io.plenum.signaling.negotiation.Negotiated;
import io.plenum.signaling.negotiation.OfferException;
import io.plenum.signaling.rooms.Participant;
import io.plenum.signaling.sdp.Direction;
import io.plenum.signaling.sdp.SdpException;
import io.plenum.signaling.sdp.SdpFragment;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * PATCH of a WHIP or WHEP session: trickled candidates and ICE restarts (RFC 9725 section 4.3), and
 * the answer to a counter-offer (WHEP).
 *
 * <p>We are ICE-lite and answer whoever checks with the right credentials, so a candidate is read
 * and then needed no more.
 */
final class SdpPatch {
    private final SignallingCounters counters;

    SdpPatch(SignallingCounters counters) {
        this.counters = counters;
    }

    void serve(SdpSession session, Request request, Response response, Callback callback)
            throws ProblemException, IOException {
        String type = SdpBody.type(request);
        session.lock.lock();
        try {
            RemoteTransport remote = session.remote();
            if (type.equals(SdpBody.SDP) && remote == null) {
                accept(session, SdpBody.read(request));
                noContent(response, callback);
            } else if (type.equals(SdpBody.FRAGMENT) && remote != null) {
                String answer = ice(session, remote, request);
                if (answer == null) {
                    noContent(response, callback);
                } else {
                    HttpFields.Mutable headers = response.getHeaders();
                    headers.put(HttpHeader.CONTENT_TYPE, SdpBody.FRAGMENT);
                    headers.put(HttpHeader.ETAG, session.entityTag());
                    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
                    response.setStatus(200);
                    Content.Sink.write(response, true, answer, callback);
                }
            } else {
                String wanted = remote == null ? SdpBody.SDP : SdpBody.FRAGMENT;
                response.getHeaders().put("Accept-Patch", wanted);
                throw SdpBody.unsupportedType(
                        remote == null ? "not-an-answer" : "not-a-fragment", wanted);
            }
        } finally {
            session.lock.unlock();
        }
    }

    private static void noContent(Response response, Callback callback) {
        response.setStatus(204);
        callback.succeeded();
    }

    /** The fragment to answer with if ICE was restarted, null if candidates were trickled. */
    private static @Nullable String ice(SdpSession session, RemoteTransport remote, Request request)
            throws ProblemException, IOException {
        IfMatch condition = IfMatch.of(request);
        if (!condition.isPresent()) {
            throw new ProblemException(
                    428,
                    "precondition-required",
                    "The request needs If-Match: the ETag of the ICE session, or * to restart ICE.",
                    null);
        }
        SdpFragment fragment = fragment(SdpBody.read(request));
        if (!condition.matches(session.entityTag())) {
            throw new ProblemException(
                    412,
                    "precondition-failed",
                    "The ICE session of this ETag has been replaced by a restart.",
                    null);
        }
        String username = fragment.usernameFragment();
        String password = fragment.password();
        if (username == null
                || password == null
                || username.equals(remote.ice().usernameFragment())) {
            return null;
        }
        RemoteTransport changed =
                new RemoteTransport(new IceParameters(username, password), remote.fingerprints());
        Participant who = SdpHandler.participant(session);
        LocalTransport local;
        try {
            local = who.room().restartIce(who, changed);
        } catch (BadMessageException e) {
            throw new ProblemException(
                    404, "no-such-session", e.text(), SignallingCount.REFUSED_NOT_FOUND);
        }
        session.restarted(changed);
        return OwnDescription.restarted(session.description(), local);
    }

    private static SdpFragment fragment(String text) throws ProblemException {
        try {
            SdpFragment fragment = SdpFragment.parse(text);
            boolean username = fragment.usernameFragment() != null;
            if (username == (fragment.password() != null)) {
                return fragment;
            }
            throw new SdpException(
                    0, "", "a=ice-ufrag and a=ice-pwd come together, and one is missing");
        } catch (SdpException e) {
            throw new ProblemException(400, "bad-sdp", e.getMessage(), SignallingCount.REFUSED_SDP);
        }
    }

    /**
     * The player's answer to our offer. It says of the player's side what an offer with its own
     * receiving sections would, with the payload types of ours, and is served as one.
     */
    private void accept(SdpSession session, String text) throws ProblemException {
        OneWayOffer answer = OneWayOffer.read(text, Direction.RECVONLY);
        if (!answer.flows()) {
            throw new ProblemException(
                    422,
                    "wrong-direction",
                    "No section of the answer receives anything.",
                    SignallingCount.REFUSED_SDP);
        }
        Participant who = SdpHandler.participant(session);
        try {
            Negotiated negotiated = who.room().offer(who, 1, answer.oneWayText(), List.of());
            session.setRemote(negotiated.remote());
            who.room().assignAfterAnswer(who);
        } catch (OfferException e) {
            throw new ProblemException(400, "bad-sdp", e.text(), SignallingCount.REFUSED_SDP);
        } catch (BadMessageException e) {
            throw new ProblemException(
                    404, "no-such-session", e.text(), SignallingCount.REFUSED_NOT_FOUND);
        }
        counters.increment(SignallingCount.JOINS);
        counters.increment(SignallingCount.OFFERS_ANSWERED);
    }
}
