package io.plenum.bridge.peer;

import io.plenum.bridge.allocation.Allocation;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.cc.DownlinkEstimator;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.counts.Distribution;
import io.plenum.bridge.counts.PeerStatistics;
import io.plenum.bridge.forward.ForwardingContext;
import io.plenum.bridge.forward.Publication;
import io.plenum.bridge.forward.Subscription;
import io.plenum.bridge.ice.IceLite;
import io.plenum.bridge.ice.IceOutput;
import io.plenum.bridge.parameters.CloseReason;
import io.plenum.bridge.parameters.DownlinkReport;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.LayerTarget;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.parameters.SlotAllocation;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.parameters.Tile;
import io.plenum.bridge.receive.ExtendedReportTimes;
import io.plenum.bridge.receive.KeyFrameRequests;
import io.plenum.bridge.receive.RoundTripTime;
import io.plenum.bridge.receive.SharedTimes;
import io.plenum.bridge.rtp.DatagramKind;
import io.plenum.bridge.rtp.PacketTap;
import io.plenum.bridge.send.Downlink;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.CipherProviders;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One participant's transport and the streams on it. Wires the parts together and decides nothing:
 * ICE chooses the path, DTLS gives the keys, {@link InboundMedia} and {@link Subscription} move the
 * packets.
 *
 * <p>Owns no socket and reads no clock. Not thread safe: belongs to one loop.
 */
public final class Peer {
    /**
     * What is divided before the viewer has told anything: with the estimate that probing begins
     * from, only the first of several pictures would come at once. Few links carry less.
     */
    private static final long ASSUMED_BPS = 1_000_000;

    /** How often silent encodings and unanswered wishes are looked for. */
    private static final long UPKEEP_NANOS = 200_000_000L;

    private final String id;
    private final PeerHost host;
    private final Counters counters;
    private final IceLite ice;
    private final DtlsTransport dtls;
    private final TransportOutput output;
    private final ForwardingContext context;
    private final RandomGenerator random;
    private final CipherProviders ciphers;
    private final InboundMedia inbound;
    private final RtcpOutput rtcp;
    private final RtcpReader reader;
    private final RtcpReports reports;
    private final FeedbackSender feedback;

    /** Made with the first slot: who only publishes has none. */
    private @Nullable DownlinkSender downlink;

    /** Whether it has said that it sends transport-wide feedback. */
    private boolean expectsFeedback;

    private final RoundTripTime roundTrip = new RoundTripTime();
    private final Map<String, Publication> publications = new LinkedHashMap<>();
    private final Map<String, Subscription> slots = new HashMap<>();
    private final SlotShares shares;
    private final IceEvents iceEvents = new IceEvents();
    private @Nullable PacketTap tap;
    private boolean iceConnected;
    private boolean closed;
    private long upkeepNanos;
    private long deadlineNanos;

    /**
     * Everything a peer is given.
     *
     * @param ciphers protect what it sends and receives
     */
    public record Parts(
            IceLite ice,
            DtlsTransport dtls,
            TransportOutput output,
            ForwardingContext context,
            Counters counters,
            RandomGenerator random,
            CipherProviders ciphers) {}

    /**
     * @param id unique in the bridge
     * @param host the loop that carries it
     */
    public Peer(String id, PeerHost host, Parts parts, long nowNanos) {
        this.id = id;
        this.host = host;
        this.counters = parts.counters();
        this.ice = parts.ice();
        this.dtls = parts.dtls();
        this.output = parts.output();
        this.context = parts.context();
        this.random = parts.random();
        this.ciphers = parts.ciphers();
        this.rtcp = new RtcpOutput(random.nextInt(), output);
        this.feedback = new FeedbackSender(rtcp, counters, roundTrip);
        this.inbound = new InboundMedia(counters, feedback, publications.values(), context);
        this.shares = new SlotShares(context.load(), new ShareEvents());
        ExtendedReportTimes times = new ExtendedReportTimes();
        this.reader = new RtcpReader(counters, roundTrip, times, rtcp.localSsrc());
        this.reports = new RtcpReports(counters, rtcp, times, nowNanos);
        this.upkeepNanos = SharedTimes.last(nowNanos + UPKEEP_NANOS, UPKEEP_NANOS);
    }

    /** Unique in the bridge. */
    public String id() {
        return id;
    }

    /** Our ICE username fragment, by which its first checks are recognised. */
    public String localUsernameFragment() {
        return ice.local().usernameFragment();
    }

    /** To the peer and back, smoothed; see {@link RoundTripTime#nanos}. */
    public long roundTripNanos() {
        return roundTrip.nanos();
    }

    /**
     * What it could use, as a viewer, if its path allowed it: the sum of the layers it wants, in
     * bits per second. The path is probed up to that.
     */
    private void setWantedBps(long bps) {
        if (downlink != null) {
            downlink.downlink().setWantedBps(bps);
            onDownlinkDeadline();
        }
    }

    private void onDownlinkDeadline() {
        if (downlink != null && downlink.nextNanos(context.nowNanos()) - deadlineNanos < 0) {
            host.onDeadlineChanged(this);
        }
    }

    /** What it publishes, in the order in which it began to. */
    public Collection<Publication> publications() {
        return publications.values();
    }

    /** What it sends and is sent, as it stands now. */
    public PeerStatistics statistics() {
        List<PeerStatistics.ReceivedStream> received = new ArrayList<>();
        inbound.describe(received);
        TransportAddress remote = output.remote();
        return new PeerStatistics(
                remote == null ? null : remote.toString(),
                roundTrip.known() ? roundTrip.nanos() : -1,
                downlink == null ? -1 : downlink.downlink().estimateBps(),
                received,
                slots.values().stream().map(Subscription::describe).toList());
    }

    /** Tells the peer who its remote side is. */
    public void setRemote(RemoteTransport remote, long nowNanos) {
        IceParameters before = ice.remote();
        if (!remote.ice().equals(before)) {
            ice.setRemote(remote.ice(), nowNanos, iceEvents);
        }
        dtls.setRemoteFingerprints(remote.fingerprints());
        host.onDeadlineChanged(this);
    }

    /** ICE begins anew on both sides; media stays on its path until another is nominated. */
    public void restartIce(IceParameters local, RemoteTransport remote, long nowNanos) {
        ice.restart(local, remote.ice(), nowNanos);
        dtls.setRemoteFingerprints(remote.fingerprints());
        host.onDeadlineChanged(this);
    }

    /**
     * A datagram from one of this peer's addresses, or one that names it.
     *
     * @param arrivalNanos when it reached the machine, monotonic
     */
    public void onDatagram(
            DatagramKind kind,
            byte[] buffer,
            int offset,
            int length,
            int localIndex,
            TransportAddress remote,
            long arrivalNanos,
            long nowNanos) {
        switch (kind) {
            case RTP -> {
                if (inbound.onRtp(buffer, offset, length, arrivalNanos, nowNanos)) {
                    forward(inbound.publication());
                }
                if (feedback.nextNanos(nowNanos) - deadlineNanos < 0) {
                    host.onDeadlineChanged(this);
                }
            }
            case RTCP -> onRtcp(buffer, offset, length, arrivalNanos, nowNanos);
            case DTLS -> {
                dtls.onDatagram(buffer, offset, length, nowNanos);
            }
            case STUN -> {
                ice.onStun(buffer, offset, length, localIndex, remote, nowNanos, iceEvents);
                host.onDeadlineChanged(this);
            }
            case UNKNOWN -> counters.increment(Count.DROPPED_UNKNOWN_FIRST_BYTE);
        }
    }

    private void forward(Publication publication) {
        if (publication.startedNow()) {
            host.onPublicationStarted(this, publication);
        }
        if (publication.watched()) {
            counters.increment(Count.RTP_PACKETS_PUBLISHED);
        } else {
            counters.increment(Count.DROPPED_NO_SUBSCRIBER);
        }
        context.packets().add(publication);
    }

    private void onRtcp(byte[] buffer, int offset, int length, long arrivalNanos, long nowNanos) {
        int plaintext = inbound.unprotectRtcp(buffer, offset, length, arrivalNanos);
        if (plaintext > 0) {
            reader.onCompound(inbound.rtcp(), plaintext, inbound, slots.values(), nowNanos);
            onDownlinkDeadline();
        }
    }

    /** Keys are known: the handshake is done. */
    public void onDtlsConnected(SrtpKeys keys, long nowNanos) {
        if (closed) {
            return;
        }
        counters.increment(Count.DTLS_HANDSHAKES_COMPLETED);
        Provider provider = ciphers.of(keys.profile());
        inbound.setKeys(new SrtpReceiver(keys, provider, SrtpReceiver.DEFAULT_MAX_STREAMS));
        output.setKeys(new SrtpSender(keys, provider));
        host.onConnected(this, keys.profile().ianaName());
        // What was shown before the keys were there has been withheld: its key frame is long gone.
        for (Subscription slot : slots.values()) {
            slot.onKeyFrameRequest(nowNanos);
        }
        onDownlinkDeadline();
    }

    /** The handshake failed. */
    public void onDtlsFailed(CloseReason reason) {
        counters.increment(
                reason == CloseReason.DTLS_FINGERPRINT_MISMATCH
                        ? Count.DTLS_FINGERPRINT_MISMATCHES
                        : Count.DTLS_HANDSHAKES_FAILED);
        fail(reason);
    }

    /** The remote side closed its DTLS session. */
    public void onDtlsClosed() {
        fail(CloseReason.DTLS_CLOSED);
    }

    /** The handshake has a datagram to send. */
    public void onDtlsOutbound(byte[] datagram) {
        output.sendRaw(datagram, 0, datagram.length);
    }

    private void fail(CloseReason reason) {
        if (!closed) {
            host.onFailed(this, reason);
        }
    }

    /**
     * Replaces what it sends and receives.
     *
     * @param change told of publications that came and went
     */
    public void setMedia(MediaParameters media, PublicationChange change) {
        context.packets().forward(); // by the parameters that it was accepted with
        rtcp.setCname(media.cname());
        Map<String, PublicationParameters> wanted = new LinkedHashMap<>();
        for (PublicationParameters each : media.publications()) {
            wanted.put(each.publication(), each);
        }
        for (Publication old : List.copyOf(publications.values())) {
            if (!wanted.containsKey(old.id())) {
                publications.remove(old.id());
                inbound.forget(old);
                feedback.forget(old);
                old.close();
                change.onRemoved(old);
            }
        }
        for (PublicationParameters each : wanted.values()) {
            Publication known = publications.get(each.publication());
            if (known != null) {
                known.update(each);
            } else {
                Publication added = new Publication(each, new Wishes());
                publications.put(added.id(), added);
                change.onAdded(added);
            }
        }
        setSlots(media);
    }

    /** Nobody shows a publication any more, until somebody begins to. */
    public void detach(Publication publication) {
        context.packets().forward(); // to those who were to have it
        publication.close();
    }

    private void setSlots(MediaParameters media) {
        Map<String, SlotParameters> wanted = new HashMap<>();
        for (SlotParameters each : media.slots()) {
            wanted.put(each.mid(), each);
        }
        slots.entrySet()
                .removeIf(
                        entry -> {
                            SlotParameters kept = wanted.get(entry.getKey());
                            Subscription slot = entry.getValue();
                            boolean gone = kept == null || kept.ssrc() != slot.parameters().ssrc();
                            if (gone) {
                                closeSlot(slot);
                            }
                            return gone;
                        });
        for (SlotParameters each : wanted.values()) {
            Subscription known = slots.get(each.mid());
            if (known != null) {
                known.update(each);
            } else {
                openSlot(each);
            }
        }
        expectsFeedback =
                media.slots().stream()
                        .anyMatch(
                                slot ->
                                        slot.extensions()
                                                .containsKey(HeaderExtension.TRANSPORT_CC));
        shares.setSlots(slots.values());
        shares.setEstimate(knownEstimateBps(), isEstimateKnown(), context.nowNanos());
    }

    private void openSlot(SlotParameters slot) {
        DownlinkSender viewing = downlink == null ? openDownlink() : downlink;
        Subscription opened =
                new Subscription(
                        slot,
                        output,
                        context,
                        this::onSlotStarted,
                        random.nextLong(),
                        viewing.freePlace());
        viewing.add(opened);
        slots.put(slot.mid(), opened);
    }

    private void closeSlot(Subscription slot) {
        slot.close();
        if (downlink != null) {
            downlink.remove(slot);
        }
    }

    private DownlinkSender openDownlink() {
        Downlink opened = new Downlink(this::onDownlinkDeadline);
        output.setDownlink(opened);
        DownlinkSender viewing =
                new DownlinkSender(
                        opened, output, counters, this::onDownlinkChanged, context.nowNanos());
        reader.setDownlink(viewing);
        downlink = viewing;
        return viewing;
    }

    private void onDownlinkChanged() {
        counters.increment(Count.DOWNLINK_CHANGES);
        shares.setEstimate(knownEstimateBps(), isEstimateKnown(), context.nowNanos());
    }

    /** What its downlink carries, or {@link Allocation#UNLIMITED_BPS} if nothing tells. */
    private long knownEstimateBps() {
        if (downlink == null) {
            return Allocation.UNLIMITED_BPS;
        }
        Downlink found = downlink.downlink();
        boolean unlimited =
                found.estimateBps() >= DownlinkEstimator.MAX_BPS
                        || (found.isAssumed() && !expectsFeedback);
        if (unlimited) {
            return Allocation.UNLIMITED_BPS;
        }
        return found.isAssumed() ? Math.max(ASSUMED_BPS, found.estimateBps()) : found.estimateBps();
    }

    private boolean isEstimateKnown() {
        return downlink != null && downlink.downlink().isKnown();
    }

    /** What the division of the downlink leads to. */
    private final class ShareEvents implements SlotShares.Listener {
        @Override
        public void onWanted(long bps) {
            setWantedBps(bps);
        }

        @Override
        public void onShares(long estimateBps, List<SlotAllocation> given) {
            host.onAllocated(Peer.this, estimateBps, given);
        }
    }

    /** Told what {@link #setMedia} changed. */
    public interface PublicationChange {
        /** A publication began. */
        void onAdded(Publication publication);

        /** A publication ended. */
        void onRemoved(Publication publication);
    }

    /** Shows a publication, or nothing, in a slot; does nothing if there is no such slot. */
    @SuppressWarnings("ReferenceEquality") // a publication is itself, not a value
    public void assign(String mid, @Nullable Publication publication, long nowNanos) {
        Subscription slot = slots.get(mid);
        if (slot == null) {
            return;
        }
        if (slot.source() != publication) {
            slot.show(null, nowNanos);
        }
        // First the layers, so that the key frame is asked for of the right encoding.
        shares.onShown(slot, publication, nowNanos);
        slot.show(publication, nowNanos);
    }

    private void onSlotStarted(Subscription slot, Publication source) {
        host.onSlotStarted(this, slot.parameters().mid(), source);
    }

    /** The highest layers that a slot may be sent; does nothing if there is no such slot. */
    public void setLayers(String mid, LayerTarget target, long nowNanos) {
        Subscription slot = slots.get(mid);
        if (slot != null) {
            shares.setLimit(slot, target, nowNanos);
        }
    }

    /**
     * What its page shows, from now on.
     *
     * @param tiles by slot; a slot that is not named cannot be seen
     * @param hidden whether nothing of the page can be seen
     */
    public void setView(List<Tile> tiles, boolean hidden, long nowNanos) {
        shares.setView(tiles, hidden, nowNanos);
    }

    /** How its downlink is divided among its slots, now and over the last minutes. */
    public DownlinkReport downlinkReport(long nowNanos) {
        return shares.report(path(nowNanos), nowNanos);
    }

    private DownlinkReport.Path path(long nowNanos) {
        if (downlink == null) {
            return DownlinkReport.Path.UNKNOWN;
        }
        Downlink known = downlink.downlink();
        return new DownlinkReport.Path(
                known.limit(nowNanos),
                known.acknowledgedBps(),
                known.roundTripNanos(),
                known.loss(),
                known.queueNanos(),
                known.probes(),
                known.pacer().waiting(),
                known.pacer().queuedBytes());
    }

    /**
     * Who sees what it sends and is sent from now on, or null; whoever did before is told that
     * nothing more comes.
     */
    public void setTap(@Nullable PacketTap given) {
        PacketTap before = tap;
        tap = given;
        inbound.setTap(given);
        output.setTap(given);
        if (before != null) {
            before.onClosed();
        }
    }

    /** Who sees what it sends and is sent, or null. */
    public @Nullable PacketTap tap() {
        return tap;
    }

    /** Where everything goes now, or null before that is known. */
    public @Nullable TransportAddress remoteAddress() {
        return output.remote();
    }

    /** Which of the port's local addresses it leaves from. */
    public int localIndex() {
        return output.localIndex();
    }

    /** What viewers need of this peer as their publisher. */
    private final class Wishes implements Publication.Publisher {
        @Override
        public void onKeyFrameWanted(Publication publication, int encoding, long nowNanos) {
            feedback.requestKeyFrame(publication, encoding, nowNanos);
            host.onDeadlineChanged(Peer.this);
        }

        @Override
        public void onEncodingsWanted(Publication publication, int encodings) {
            host.onEncodingsWanted(Peer.this, publication, encodings);
        }
    }

    /** When {@link #onDeadline} wants to be called next, monotonic. */
    public long deadlineNanos() {
        long earliest = earlier(reports.nextNanos(), upkeepNanos);
        earliest = earlier(earliest, ice.deadlineNanos());
        earliest = earlier(earliest, feedback.nextNanos(earliest));
        if (downlink != null) {
            earliest = earlier(earliest, downlink.nextNanos(context.nowNanos()));
        }
        for (Publication publication : publications.values()) {
            for (int i = 0; i < publication.encodingCount(); i++) {
                KeyFrameRequests requests = publication.keyFrameRequests(i);
                if (requests.pending() && publication.stream(i) != null) {
                    earliest = earlier(earliest, requests.nextNanos());
                }
            }
        }
        deadlineNanos = earliest;
        return earliest;
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    /** A deadline has passed. */
    public void onDeadline(long nowNanos) {
        if (nowNanos - ice.deadlineNanos() >= 0) {
            ice.onDeadline(nowNanos, iceEvents);
        }
        if (closed) {
            return;
        }
        feedback.onDeadline(nowNanos);
        if (downlink != null) {
            downlink.onDeadline(nowNanos);
        }
        for (Publication publication : publications.values()) {
            for (int i = 0; i < publication.encodingCount(); i++) {
                if (publication.keyFrameRequests(i).pending()) {
                    feedback.requestKeyFrame(publication, i, nowNanos);
                }
            }
        }
        if (nowNanos - upkeepNanos >= 0) {
            upkeep(nowNanos);
        }
        if (nowNanos - reports.nextNanos() >= 0) {
            if (downlink != null) {
                counters.observe(
                        Distribution.DOWNLINK_ESTIMATE,
                        downlink.downlink().estimateBps() / Byte.SIZE);
            }
            reports.send(inbound, slots.values(), nowNanos);
        }
    }

    private void upkeep(long nowNanos) {
        upkeepNanos = SharedTimes.last(nowNanos + UPKEEP_NANOS, UPKEEP_NANOS);
        for (Publication publication : publications.values()) {
            publication.checkSilence(nowNanos);
            publication.upkeep(nowNanos);
        }
        shares.upkeep(knownEstimateBps(), isEstimateKnown(), nowNanos);
        for (Subscription slot : slots.values()) {
            slot.remind(nowNanos);
        }
    }

    /** Ends the peer: nothing leaves any more but the DTLS farewell. Idempotent. */
    public void close(PublicationChange change) {
        if (closed) {
            return;
        }
        closed = true;
        for (Subscription slot : slots.values()) {
            closeSlot(slot);
        }
        for (Publication publication : publications.values()) {
            publication.close();
            change.onRemoved(publication);
        }
        slots.clear();
        // Whoever still remembers what it published must not remember what it viewed.
        shares.setSlots(slots.values());
        publications.clear();
        setTap(null);
        dtls.close();
    }

    /** Whether {@link #close} was called. */
    public boolean closed() {
        return closed;
    }

    /** What ICE decides, carried out. */
    private final class IceEvents implements IceOutput {
        @Override
        public void send(
                byte[] buffer, int offset, int length, int localIndex, TransportAddress to) {
            output.sendTo(buffer, offset, length, localIndex, to);
        }

        @Override
        public void onPathAuthenticated(int localIndex, TransportAddress remote) {
            host.onPath(Peer.this, localIndex, remote);
        }

        @Override
        public void selected(int localIndex, TransportAddress remote) {
            output.setPath(localIndex, remote);
            if (!iceConnected) {
                iceConnected = true;
                host.onIceConnected(Peer.this);
            }
        }

        @Override
        public void consentExpired() {
            fail(CloseReason.CONSENT_EXPIRED);
        }

        @Override
        public void timedOut() {
            fail(CloseReason.ICE_TIMEOUT);
        }
    }
}
