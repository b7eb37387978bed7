package io.plenum.bridge.dtls;

import static io.plenum.bridge.bytes.BigEndian.getUnsignedByte;
import static io.plenum.bridge.bytes.BigEndian.getUnsignedShort;
import static io.plenum.bridge.bytes.BigEndian.putByte;
import static io.plenum.bridge.bytes.BigEndian.putMedium;
import static io.plenum.bridge.bytes.BigEndian.putShort;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts a fragmented ClientHello together (RFC 6347 section 4.2.3). Owns no thread and reads no
 * clock.
 *
 * <p>Browsers with a post-quantum key share send it in two datagrams; they may come in either
 * order, be lost, repeated or cut differently the second time. Bouncy Castle puts fragments
 * together too, but it believes the first length it reads, reserves up to 16 MB for it, and ends
 * the handshake at the first hello it cannot parse. None of that is authenticated, so here a
 * fragment of another length starts anew, the size is bounded, and what is complete but no
 * ClientHello is thrown away: Bouncy Castle sees one record with one well-formed hello.
 */
final class ClientHelloReassembly {
    /** Five times what Chromium and Firefox send in 2026. */
    static final int MAX_MESSAGE_BYTES = 8192;

    /** Chromium sends fifteen. */
    private static final int MAX_EXTENSIONS = 128;

    /** What became of a datagram. */
    enum Verdict {
        /** It held nothing of a ClientHello. */
        IGNORED,
        /** It held a fragment, and others are missing. */
        INCOMPLETE,
        /** {@link #record} is there. */
        COMPLETE
    }

    private static final int BODY = DtlsRecords.HEADER_BYTES + HandshakeFragment.HEADER_BYTES;

    private final BitSet received = new BitSet();
    private byte @Nullable [] record;
    private int messageBytes = -1;
    private boolean complete;

    /**
     * Takes what the datagram holds of a ClientHello.
     *
     * @param length within the buffer; whatever is in it
     */
    Verdict offer(byte[] buffer, int offset, int length) {
        if (complete || !DtlsRecords.wellFormed(buffer, offset, length)) {
            return complete ? Verdict.COMPLETE : Verdict.IGNORED;
        }
        Verdict verdict = Verdict.IGNORED;
        int end = offset + length;
        for (int at = offset; at < end && !complete; ) {
            int recordEnd = at + DtlsRecords.HEADER_BYTES + DtlsRecords.fragmentBytes(buffer, at);
            if (DtlsRecords.type(buffer, at) == DtlsRecords.HANDSHAKE
                    && DtlsRecords.epoch(buffer, at) == 0
                    && offerFragments(buffer, at, recordEnd)) {
                verdict = Verdict.INCOMPLETE;
            }
            at = recordEnd;
        }
        return complete ? Verdict.COMPLETE : verdict;
    }

    /**
     * The whole ClientHello as one unfragmented DTLS 1.2 record with sequence number 0.
     *
     * @throws IllegalStateException before {@link Verdict#COMPLETE}
     */
    byte[] record() {
        if (!complete || record == null) {
            throw new IllegalStateException("the ClientHello is not complete");
        }
        return record;
    }

    /** Bytes reserved at the moment. */
    int reservedBytes() {
        return record == null ? 0 : record.length;
    }

    private boolean offerFragments(byte[] buffer, int recordStart, int recordEnd) {
        boolean some = false;
        int at = recordStart + DtlsRecords.HEADER_BYTES;
        while (!complete && HandshakeFragment.fits(buffer, at, recordEnd)) {
            int total = HandshakeFragment.messageBytes(buffer, at);
            if (HandshakeFragment.messageType(buffer, at) == HandshakeFragment.CLIENT_HELLO
                    && HandshakeFragment.messageSequence(buffer, at) == 0
                    && HandshakeFragment.fragmentBytes(buffer, at) > 0
                    && total <= MAX_MESSAGE_BYTES) {
                contribute(buffer, at, total);
                some = true;
            }
            at += HandshakeFragment.HEADER_BYTES + HandshakeFragment.fragmentBytes(buffer, at);
        }
        return some;
    }

    private void contribute(byte[] buffer, int fragment, int total) {
        byte[] whole = record;
        if (whole == null || total != messageBytes) {
            whole = new byte[BODY + total];
            record = whole;
            messageBytes = total;
            received.clear();
            writeHeaders(whole, total);
        }
        int from = HandshakeFragment.fragmentOffset(buffer, fragment);
        int bytes = HandshakeFragment.fragmentBytes(buffer, fragment);
        System.arraycopy(
                buffer, fragment + HandshakeFragment.HEADER_BYTES, whole, BODY + from, bytes);
        received.set(from, from + bytes);
        if (received.nextClearBit(0) >= total) {
            if (wellFormedHello(whole, BODY, whole.length)) {
                complete = true;
            } else {
                record = null;
                messageBytes = -1;
            }
        }
    }

    private static void writeHeaders(byte[] whole, int total) {
        putByte(whole, 0, DtlsRecords.HANDSHAKE);
        putShort(whole, 1, DtlsRecords.DTLS_1_2);
        putShort(whole, 11, HandshakeFragment.HEADER_BYTES + total);
        int message = DtlsRecords.HEADER_BYTES;
        putByte(whole, message, HandshakeFragment.CLIENT_HELLO);
        putMedium(whole, message + 1, total);
        putMedium(whole, message + 9, total); // one fragment
    }

    /** RFC 6347 section 4.2.1: every length adds up, and no extension comes twice. */
    private static boolean wellFormedHello(byte[] hello, int from, int end) {
        int at = from + 2 + 32; // version, random
        at = skipVector(hello, at, end, 1, 0, 32); // session_id
        at = skipVector(hello, at, end, 1, 0, 255); // cookie
        int suites = at;
        at = skipVector(hello, at, end, 2, 2, 0xFFFE);
        if (at < 0 || ((at - suites) & 1) != 0) {
            return false;
        }
        at = skipVector(hello, at, end, 1, 1, 255); // compression_methods
        if (at < 0 || at == end) {
            return at == end;
        }
        return skipVector(hello, at, end, 2, 0, 0xFFFF) == end
                && wellFormedExtensions(hello, at + 2, end);
    }

    private static boolean wellFormedExtensions(byte[] hello, int from, int end) {
        BitSet types = new BitSet();
        int count = 0;
        int at = from;
        while (at >= 0 && at != end) {
            if (end - at < 4 || ++count > MAX_EXTENSIONS) {
                return false;
            }
            int type = getUnsignedShort(hello, at);
            if (types.get(type)) {
                return false;
            }
            types.set(type);
            at = skipVector(hello, at + 2, end, 2, 0, 0xFFFF);
        }
        return at == end;
    }

    /** Where the vector at {@code at} ends, or -1 if it does not fit or has a forbidden length. */
    private static int skipVector(
            byte[] buffer, int at, int end, int prefixBytes, int minimum, int maximum) {
        if (at < 0 || end - at < prefixBytes) {
            return -1;
        }
        int bytes = prefixBytes == 1 ? getUnsignedByte(buffer, at) : getUnsignedShort(buffer, at);
        int body = at + prefixBytes;
        return bytes < minimum || bytes > maximum || bytes > end - body ? -1 : body + bytes;
    }
}
