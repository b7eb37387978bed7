package io.plenum.bridge.simulation;

import static io.plenum.bridge.simulation.Simulation.MS;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.Ingress;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.ice.BindingRequest;
import io.plenum.bridge.net.simulated.LinkConditions;
import io.plenum.bridge.net.simulated.SimulatedPort;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.MediaParameters;
import io.plenum.bridge.parameters.PublicationParameters;
import io.plenum.bridge.parameters.SlotParameters;
import io.plenum.bridge.receive.ArrivalRecorder;
import io.plenum.bridge.rtcp.ExtendedReport;
import io.plenum.bridge.rtcp.Nack;
import io.plenum.bridge.rtcp.NtpTime;
import io.plenum.bridge.rtcp.Pli;
import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpTypes;
import io.plenum.bridge.rtcp.RtcpWriter;
import io.plenum.bridge.rtcp.SenderReport;
import io.plenum.bridge.rtp.DatagramKind;
import io.plenum.bridge.rtp.HeaderExtensions;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Somebody in a room: checks connectivity, protects and unprotects, publishes and views. */
final class SimulatedParticipant implements AutoCloseable {
    private static final long CHECK_INTERVAL = 2_500 * MS;

    /** Identifier of the transport-wide sequence number in slots of who feeds back. */
    static final int TRANSPORT_CC = 3;

    private static final String PASSWORD = "0123456789012345678901";

    private final Simulation simulation;
    private final String name;
    private final int number;
    private final SrtpSender sender;
    private final SrtpReceiver receiver;
    private final Ingress ingress = new Ingress(64);
    private final List<SimulatedSource> sources = new ArrayList<>();
    private final List<SlotParameters> slots = new ArrayList<>();
    private final Map<Integer, SimulatedViewer> viewers = new HashMap<>();
    private final RtpHeader header = new RtpHeader();
    private final RtcpCompound compound = new RtcpCompound();
    private final ExtendedReport extendedReport = new ExtendedReport();
    private final RtcpWriter rtcp = new RtcpWriter();
    private final byte[] plain = new byte[2_048];
    private final byte[] sealed = new byte[2_048];
    private final byte[] written = new byte[1_200];
    private final TransportAddress bridge;
    private SimulatedPort port;
    private IceParameters local;
    private IceParameters remote;
    private int transactions;
    private int transportSequence;
    private boolean connected;
    private boolean closed;
    private long roundTripNanos = -1;
    private @Nullable ArrivalRecorder arrivals;
    private final HeaderExtensions extensions = new HeaderExtensions();
    private long bytesReceived;

    SimulatedParticipant(Simulation simulation, String room, String name) {
        this.simulation = simulation;
        this.name = name;
        TransportAddress address = simulation.newAddress();
        number = (int) address.low() & 0xFFFF;
        port = simulation.network.open(new Counters(), address);
        local = new IceParameters("them" + number, PASSWORD);
        remote = new IceParameters("ours" + number, PASSWORD + number);
        byte[] key = new byte[SrtpProfile.AEAD_AES_128_GCM.keyBytes()];
        byte[] salt = new byte[SrtpProfile.AEAD_AES_128_GCM.saltBytes()];
        key[0] = (byte) number;
        key[1] = (byte) (number >> 8);
        SrtpKeys keys = new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, key, salt, key, salt);
        sender = new SrtpSender(keys);
        receiver = new SrtpReceiver(keys);
        simulation.bridge.addPeer(room, name, /* local= */ remote, /* remote= */ local, keys);
        bridge = simulation.bridge.addressFor(name);
        check();
        hello();
        simulation.schedule(simulation.now() + 1_000 * MS, this::report);
    }

    String name() {
        return name;
    }

    /** Answers with transport-wide feedback from now on; its slots are to be opened after this. */
    SimulatedParticipant feedBack() {
        arrivals = new ArrivalRecorder();
        return this;
    }

    boolean feedsBack() {
        return arrivals != null;
    }

    /** All that reached it, with UDP and IP headers. */
    long bytesReceived() {
        return bytesReceived;
    }

    int number() {
        return number;
    }

    boolean connected() {
        return connected;
    }

    Simulation simulation() {
        return simulation;
    }

    /** As extended reports tell it, -1 before the first answer. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    int nextTransportSequence() {
        return transportSequence++;
    }

    /** What its link does from now on, to what it sends and to what it receives. */
    void link(LinkConditions up, LinkConditions down) {
        TransportAddress own = port.localAddresses().getFirst();
        simulation.network.setConditions(own, bridge, up);
        simulation.network.setConditions(bridge, own, down);
    }

    /** Keeps the path alive, as browsers do. */
    private void check() {
        if (closed) {
            return;
        }
        byte[] request =
                BindingRequest.transaction(number << 12 | ++transactions)
                        .username(remote.usernameFragment() + ":" + local.usernameFragment())
                        .priority()
                        .controlling()
                        .useCandidate()
                        .signed(remote.password())
                        .fingerprinted();
        port.send(0, bridge, request);
        long wait = connected ? CHECK_INTERVAL : 50 * MS;
        simulation.schedule(simulation.now() + wait, this::check);
    }

    /** Repeats the handshake's datagram until it is answered. */
    private void hello() {
        if (!closed && !connected) {
            port.send(0, bridge, new byte[] {22, 0, 0, 0});
            simulation.schedule(simulation.now() + 100 * MS, this::hello);
        }
    }

    /** Leaves its network for another: new address, same credentials. */
    void move() {
        port.close();
        port = simulation.network.open(new Counters(), simulation.newAddress());
        check();
    }

    /** Restarts ICE on both sides. */
    void restartIce() {
        local = new IceParameters("tnew" + number, PASSWORD);
        remote = new IceParameters("onew" + number, PASSWORD + "x" + number);
        simulation.bridge.restartIce(name, /* local= */ remote, /* remote= */ local);
        check();
    }

    void publish(SimulatedSource source) {
        sources.add(source);
        negotiate();
    }

    void unpublish(SimulatedSource source) {
        sources.remove(source);
        negotiate();
    }

    /** One source in place of another, in one offer. */
    void replace(SimulatedSource before, SimulatedSource after) {
        sources.set(sources.indexOf(before), after);
        negotiate();
    }

    SimulatedViewer view(SlotParameters slot, SimulatedViewer viewer) {
        slots.add(slot);
        viewers.put((int) slot.ssrc(), viewer);
        if (slot.rtxSsrc() >= 0) {
            viewers.put((int) slot.rtxSsrc(), viewer);
        }
        negotiate();
        return viewer;
    }

    private void negotiate() {
        List<PublicationParameters> publications =
                sources.stream().map(SimulatedSource::parameters).toList();
        simulation.bridge.setMedia(name, new MediaParameters(publications, slots, name));
    }

    /**
     * Protects and sends a packet whose header stands at the beginning of {@code packet}; answers
     * the datagram, which can be {@linkplain #sendAgain sent again}.
     */
    byte[] sendRtp(byte[] packet, int headerLength, int length, long index) {
        if (!connected || closed) {
            return new byte[0];
        }
        simulation.pcap.add(simulation.now(), number, 1, packet, length);
        System.arraycopy(packet, 0, sealed, 0, headerLength);
        int total =
                sender.protectRtp(
                        packet,
                        headerLength,
                        length - headerLength,
                        sealed,
                        0,
                        headerLength,
                        index);
        byte[] datagram = Arrays.copyOf(sealed, total);
        sendAgain(datagram);
        return datagram;
    }

    /** Repeats a protected packet bit by bit: under GCM anything else would break the key. */
    void sendAgain(byte[] datagram) {
        if (connected && !closed) {
            port.send(0, bridge, datagram);
        }
    }

    /** Begins a compound; {@link #sendRtcp} sends it. */
    RtcpWriter beginRtcp() {
        rtcp.begin(written, 0, written.length);
        rtcp.receiverReport(number);
        return rtcp;
    }

    void sendRtcp() {
        if (connected && !closed) {
            int total = sender.protectRtcp(written, 0, rtcp.length(), sealed, 0);
            port.send(0, bridge, Arrays.copyOf(sealed, total));
        }
    }

    private void report() {
        if (closed) {
            return;
        }
        for (SimulatedSource source : sources) {
            rtcp.begin(written, 0, written.length);
            source.writeSenderReport(rtcp);
            if (rtcp.length() > 0) {
                sendRtcp();
            }
        }
        beginRtcp().receiverReferenceTime(number, NtpTime.ofUnixNanos(simulation.now()));
        sendRtcp();
        for (SlotParameters slot : slots) {
            SimulatedViewer viewer = viewers.get((int) slot.ssrc());
            if (viewer != null) {
                beginRtcp();
                viewer.writeReportBlock(rtcp);
                sendRtcp();
            }
        }
        simulation.schedule(simulation.now() + 1_000 * MS, this::report);
    }

    /** Takes everything that has arrived. */
    void receive() {
        ingress.clear();
        int received = port.receive(ingress);
        while (received > 0) {
            for (int i = 0; i < received; i++) {
                onDatagram(ingress.slab(), ingress.offset(i), ingress.length(i));
            }
            ingress.clear();
            received = port.receive(ingress);
        }
    }

    private void noteArrival() {
        ArrivalRecorder recorder = arrivals;
        if (recorder == null
                || extensions.wrap(header) != Verdict.OK
                || !extensions.find(TRANSPORT_CC)) {
            return;
        }
        boolean begins = !recorder.pending();
        recorder.onPacket(
                BigEndian.getUnsignedShort(extensions.buffer(), extensions.elementOffset()),
                simulation.now());
        if (begins) {
            simulation.schedule(recorder.nextNanos(), () -> feedBack(recorder));
        }
    }

    private void feedBack(ArrivalRecorder recorder) {
        while (!closed && recorder.pending() && recorder.write(beginRtcp(), number, 1)) {
            sendRtcp();
        }
    }

    private void onDatagram(byte[] slab, int offset, int length) {
        bytesReceived += length + 28;
        switch (DatagramKind.of(slab, offset, length)) {
            case DTLS -> connect();
            case RTP -> onRtp(slab, offset, length);
            case RTCP -> onRtcp(slab, offset, length);
            case STUN, UNKNOWN -> {
                // Answers to checks.
            }
        }
    }

    private void connect() {
        if (!connected) {
            connected = true;
            sources.forEach(SimulatedSource::start);
        }
    }

    private void onRtp(byte[] slab, int offset, int length) {
        if (header.wrapEncrypted(slab, offset, length) != Verdict.OK) {
            throw new AssertionError("the bridge sent what is no RTP");
        }
        int headerLength = header.headerLength();
        System.arraycopy(slab, offset, plain, 0, headerLength);
        int payload =
                receiver.unprotectRtp(slab, offset, length, headerLength, plain, headerLength);
        if (payload == SrtpReceiver.REPLAYED) {
            return; // the link duplicates
        }
        if (payload < 0) {
            throw new AssertionError("the bridge sent what cannot be decrypted: " + payload);
        }
        simulation.pcap.add(simulation.now(), 1, number, plain, headerLength + payload);
        noteArrival();
        SimulatedViewer viewer = viewers.get(header.ssrc());
        if (viewer == null) {
            throw new AssertionError("the bridge sent an SSRC of no slot");
        }
        if (header.wrap(plain, 0, headerLength + payload) != Verdict.OK) {
            throw new AssertionError("the bridge sent padding that is none");
        }
        viewer.onRtp(header, plain, headerLength, header.payloadLength());
    }

    private void onRtcp(byte[] slab, int offset, int length) {
        int total = receiver.unprotectRtcp(slab, offset, length, plain, 0);
        if (total == SrtpReceiver.REPLAYED) {
            return;
        }
        if (total < 0 || compound.wrap(plain, 0, total) != Verdict.OK) {
            throw new AssertionError("the bridge sent broken RTCP");
        }
        Nack nack = new Nack();
        Pli pli = new Pli();
        SenderReport report = new SenderReport();
        while (compound.next()) {
            if (compound.isFeedback(RtcpTypes.RTPFB, RtcpTypes.FMT_NACK)
                    && nack.wrap(compound) == Verdict.OK) {
                sources.forEach(source -> source.onNack(nack));
            } else if (compound.isFeedback(RtcpTypes.PSFB, RtcpTypes.FMT_PLI)
                    && pli.wrap(compound) == Verdict.OK) {
                sources.forEach(source -> source.onPli(pli.mediaSsrc()));
            } else if (compound.packetType() == RtcpTypes.SR
                    && report.wrap(compound) == Verdict.OK) {
                SimulatedViewer viewer = viewers.get(report.senderSsrc());
                if (viewer != null) {
                    viewer.onSenderReport(report);
                }
            } else if (compound.packetType() == RtcpTypes.XR
                    && extendedReport.wrap(compound) == Verdict.OK) {
                onExtendedReport();
            }
        }
    }

    private void onExtendedReport() {
        while (extendedReport.next()) {
            if (extendedReport.isReceiverReferenceTime()) {
                beginRtcp()
                        .delaySinceLastReceiverReport(
                                number,
                                extendedReport.senderSsrc(),
                                NtpTime.compact(extendedReport.ntpTimestamp()),
                                0);
                sendRtcp();
            }
            for (int i = 0; i < extendedReport.dlrrCount(); i++) {
                if (extendedReport.dlrrSsrc(i) == number) {
                    roundTripNanos =
                            NtpTime.roundTripNanos(
                                    NtpTime.compact(NtpTime.ofUnixNanos(simulation.now())),
                                    extendedReport.lastReceiverReport(i),
                                    extendedReport.delaySinceLastReceiverReport(i));
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        sources.forEach(SimulatedSource::stop);
        port.close();
    }

    boolean closed() {
        return closed;
    }
}
