package io.plenum.bridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.ice.BindingRequest;
import io.plenum.bridge.ice.IceLite;
import io.plenum.bridge.parameters.DtlsFingerprint;
import io.plenum.bridge.parameters.IceParameters;
import io.plenum.bridge.parameters.RemoteTransport;
import io.plenum.bridge.rtcp.ReceiverReport;
import io.plenum.bridge.rtcp.ReportBlock;
import io.plenum.bridge.rtcp.RtcpCompound;
import io.plenum.bridge.rtcp.RtcpTypes;
import io.plenum.bridge.rtp.DatagramKind;
import io.plenum.bridge.rtp.RtpHeader;
import io.plenum.bridge.rtp.Verdict;
import io.plenum.bridge.send.TransportOutput;
import io.plenum.bridge.srtp.CipherProviders;
import io.plenum.bridge.srtp.SrtpKeys;
import io.plenum.bridge.srtp.SrtpProfile;
import io.plenum.bridge.srtp.SrtpReceiver;
import io.plenum.bridge.srtp.SrtpSender;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The remote side of one peer: protects what the fuzzer writes with the right keys, and checks that
 * what the bridge sends is authentic, well formed, and never protected twice under one number.
 */
final class FuzzedGuest {
    static final String PASSWORD = "0123456789012345678901";
    private static final int DATAGRAM_BYTES = 1500;
    private static final int AMBIGUOUS = 1 << 14;

    final int number;
    final Peer peer;
    final TransportAddress address;
    final IceParameters local;
    final IceParameters remote;
    boolean gone;
    private final FuzzedRoom room;
    private final SrtpKeys keys;
    private final SrtpSender sender;
    private final SrtpReceiver receiver;
    private final byte[] plain = new byte[2048];
    private final RtpHeader header = new RtpHeader();
    private final RtcpCompound compound = new RtcpCompound();
    private final ReceiverReport report = new ReceiverReport();
    private final ReportBlock block = new ReportBlock();
    private final Map<Integer, Long> sentIndices = new HashMap<>();
    private final Map<Integer, Stream> received = new HashMap<>();
    private final Set<Integer> reported = new HashSet<>();
    private byte[] last = {};
    private int lastSsrc;
    private long lastIndex = -1;

    /** One of the bridge's SSRCs, as it arrives here. */
    private static final class Stream {
        final Map<Integer, Integer> contents = new HashMap<>();
        int newest;

        /** After a long jump nobody can tell the roll-over counter. */
        boolean ambiguous;
    }

    FuzzedGuest(FuzzedRoom room, int number) {
        this.room = room;
        this.number = number;
        address = TransportAddress.ofIpv4(0x0A01_0001 + number, 5_000);
        local = new IceParameters("ours" + number, PASSWORD);
        remote = new IceParameters("them" + number, PASSWORD);
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        byte[] key = new byte[profile.keyBytes()];
        byte[] salt = new byte[profile.saltBytes()];
        keys = new SrtpKeys(profile, key, salt, key, salt);
        sender = new SrtpSender(keys);
        receiver = new SrtpReceiver(keys);
        peer =
                new Peer(
                        "guest" + number,
                        room,
                        new Peer.Parts(
                                new IceLite(local, room.nowNanos(), room.counters),
                                new NoDtls(),
                                new TransportOutput(room.egress, room.counters),
                                room.forwarding,
                                room.counters,
                                room.random.split(),
                                CipherProviders.PLATFORM),
                        room.nowNanos());
    }

    void connect() {
        peer.setRemote(
                new RemoteTransport(remote, List.of(new DtlsFingerprint("sha-256", "00"))),
                room.nowNanos());
        byte[] check =
                BindingRequest.transaction(1)
                        .username(local.usernameFragment() + ":" + remote.usernameFragment())
                        .priority()
                        .controlling()
                        .useCandidate()
                        .signed(PASSWORD)
                        .fingerprinted();
        peer.onDatagram(
                DatagramKind.STUN,
                check,
                0,
                check.length,
                0,
                address,
                room.nowNanos(),
                room.nowNanos());
        peer.onDtlsConnected(keys, room.nowNanos());
    }

    boolean owns(TransportAddress to) {
        return to.high() == address.high() && to.low() == address.low();
    }

    /** A datagram as it is. */
    void sendRaw(byte[] datagram) {
        last = datagram;
        boolean isStun = DatagramKind.of(datagram, 0, datagram.length) == DatagramKind.STUN;
        room.arrive(this, datagram, address, isStun ? Math.max(100, datagram.length) : 0);
    }

    /** The last datagram once more, perhaps damaged or from elsewhere. */
    void repeat(int position, int damage) {
        byte[] copy = last.clone();
        if (copy.length > 0) {
            copy[position % copy.length] ^= (byte) damage;
        }
        room.arrive(this, copy, address, 100);
    }

    void sendStun(byte[] message, boolean fromElsewhere) {
        last = message;
        TransportAddress from =
                fromElsewhere
                        ? new TransportAddress(address.high(), address.low(), message.length)
                        : address;
        room.arrive(this, message, from, Math.max(100, message.length));
    }

    /** An RTP packet, protected if it has a header. */
    void sendRtp(byte[] packet, int length) {
        if (header.wrapEncrypted(packet, 0, length) != Verdict.OK || length > DATAGRAM_BYTES - 16) {
            sendRaw(Arrays.copyOf(packet, length));
            return;
        }
        long index = nextIndex(header.ssrc(), header.sequenceNumber());
        if (header.ssrc() == lastSsrc && index == lastIndex) {
            repeat(0, 0);
            return;
        }
        lastSsrc = header.ssrc();
        lastIndex = index;
        int headerLength = header.headerLength();
        byte[] sealed = Arrays.copyOf(packet, length + sender.rtpOverheadBytes());
        sender.protectRtp(
                packet, headerLength, length - headerLength, sealed, 0, headerLength, index);
        last = sealed;
        room.arrive(this, sealed, address, 8L * (sealed.length + 256));
    }

    /** Nearest to the last one of the SSRC, as the receiver will guess. */
    private long nextIndex(int ssrc, int sequenceNumber) {
        Long before = sentIndices.get(ssrc);
        long index = sequenceNumber;
        if (before != null) {
            index = before + (short) (sequenceNumber - before.intValue());
            index = index < 0 ? index + 0x1_0000 : index;
        }
        sentIndices.merge(ssrc, index, Math::max);
        return index;
    }

    /** The last sequence number sent with an SSRC, or 0. */
    int lastSequence(int ssrc) {
        return sentIndices.getOrDefault(ssrc, 0L).intValue() & 0xFFFF;
    }

    /** The newest sequence number received with one of the bridge's SSRCs, or 0. */
    int newestReceived(int ssrc) {
        Stream stream = received.get(ssrc);
        return stream == null ? 0 : stream.newest;
    }

    /** A compound RTCP packet, protected if it is long enough. */
    void sendRtcp(byte[] packet) {
        if (packet.length < 8 || packet.length > DATAGRAM_BYTES - 20) {
            sendRaw(packet);
            return;
        }
        byte[] sealed = new byte[packet.length + sender.rtcpOverheadBytes()];
        sender.protectRtcp(packet, 0, packet.length, sealed, 0);
        last = sealed;
        // What may be repeated is bounded over time by the room; here by what one slot can hold.
        room.arrive(this, sealed, address, 1024L * DATAGRAM_BYTES);
    }

    /** Of one round of reports the streams are counted. */
    void beginReport() {
        reported.clear();
    }

    /** Takes what the bridge sent here. */
    void receive(byte[] slab, int offset, int length) {
        assertThat(length).isBetween(1, DATAGRAM_BYTES + 100);
        switch (DatagramKind.of(slab, offset, length)) {
            case RTP -> receiveRtp(slab, offset, length);
            case RTCP -> receiveRtcp(slab, offset, length);
            case STUN -> assertThat(length).isLessThanOrEqualTo(100);
            case DTLS, UNKNOWN -> throw new AssertionError("the bridge sent what is no media");
        }
    }

    private void receiveRtp(byte[] slab, int offset, int length) {
        assertThat(header.wrapEncrypted(slab, offset, length)).isEqualTo(Verdict.OK);
        int ssrc = header.ssrc();
        assertThat(ssrc).as("SSRC of a slot").isBetween(0x1001, 0x1004);
        int sequenceNumber = header.sequenceNumber();
        int headerLength = header.headerLength();
        Stream stream = received.get(ssrc);
        if (stream == null) {
            stream = new Stream();
            stream.newest = sequenceNumber;
            received.put(ssrc, stream);
        }
        int ahead = (short) (sequenceNumber - stream.newest);
        stream.ambiguous |= ahead > AMBIGUOUS || ahead < -AMBIGUOUS;
        if (ahead > 0) {
            stream.newest = sequenceNumber;
        }
        if (stream.ambiguous) {
            return;
        }
        Integer content = hash(slab, offset, length);
        Integer before = stream.contents.put(sequenceNumber, content);
        if (before != null) {
            assertThat(content).as("one nonce, one plaintext").isEqualTo(before);
            return;
        }
        System.arraycopy(slab, offset, plain, 0, headerLength);
        int payload =
                receiver.unprotectRtp(slab, offset, length, headerLength, plain, headerLength);
        if (payload == SrtpReceiver.REPLAYED) {
            return; // older than the window
        }
        assertThat(payload).as("unprotected").isNotNegative();
        assertThat(header.wrap(plain, 0, headerLength + payload)).isEqualTo(Verdict.OK);
    }

    private static int hash(byte[] slab, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + slab[i];
        }
        return hash;
    }

    private void receiveRtcp(byte[] slab, int offset, int length) {
        int total = receiver.unprotectRtcp(slab, offset, length, plain, 0);
        assertThat(total).as("unprotected").isPositive();
        assertThat(compound.wrap(plain, 0, total)).isEqualTo(Verdict.OK);
        while (compound.next()) {
            assertThat(BigEndian.getUnsignedShort(plain, compound.offset() + 2) * 4 + 4)
                    .isEqualTo(compound.length());
            if (compound.packetType() == RtcpTypes.RR && report.wrap(compound) == Verdict.OK) {
                for (int i = 0; i < report.reportCount(); i++) {
                    report.reportBlock(i, block);
                    reported.add(block.ssrc());
                }
            }
        }
        // Three publications, three encodings of one of them, and the repairs of each.
        assertThat(reported).as("streams of one peer").hasSizeLessThanOrEqualTo(10);
    }
}
