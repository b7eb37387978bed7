package io.plenum.bridge.dtls;

import static io.plenum.bridge.bytes.BigEndian.getUnsignedByte;
import static io.plenum.bridge.bytes.BigEndian.putLong;
import static io.plenum.bridge.bytes.BigEndian.putShort;

/**
 * Keeps from Bouncy Castle what a DTLS 1.2 client that shows a certificate never sends. Owns no
 * thread and reads no clock.
 *
 * <p>Before the keys stand nothing is authenticated, and Bouncy Castle ends a handshake, or waits
 * for ever, over records that anybody could have sent. What is done about it:
 *
 * <ul>
 *   <li>Only ClientHello, Certificate, ClientKeyExchange and CertificateVerify pass in the clear,
 *       each with the one message sequence number it can have, and none so long that reserving it
 *       hurts.
 *   <li>ChangeCipherSpec passes once CertificateVerify has: otherwise a lost datagram that held the
 *       latter leaves Bouncy Castle in the new epoch, deaf to its repetition.
 *   <li>Records in the clear are numbered anew. Their sequence number protects nothing, but one
 *       forged high one would make the peer's own look old.
 *   <li>An alert in the clear is remembered and not passed: it may be the peer's last word or a
 *       forgery, so whoever owns the handshake gives it a little time to go on (RFC 6347 section
 *       4.1.2.7).
 *   <li>Protected records too short for their tag do not pass: they would end the session.
 * </ul>
 */
final class ClientFlightFilter {
    private static final int MAX_CERTIFICATE_BYTES = 16_384;
    private static final int MAX_OTHER_BYTES = 4096;

    /** Nothing alarming came in the clear. */
    static final int NO_ALERT = -1;

    private long nextSequence = 1; // 0 is the ClientHello's
    private int certificateVerifyBytes = -1;
    private int certificateVerifyPassed;
    private int minimumProtectedBytes = 24;
    private int alert = NO_ALERT;

    /**
     * The shortest protected record that can be genuine.
     *
     * @param bytes of nonce and tag in the negotiated cipher suite
     */
    void setMinimumProtectedBytes(int bytes) {
        minimumProtectedBytes = bytes;
    }

    /**
     * Description of the last fatal or closing alert that came in the clear, or {@link #NO_ALERT}.
     */
    int alert() {
        return alert;
    }

    /**
     * Moves the records that pass to the front of the datagram.
     *
     * @param datagram of {@link DtlsRecords#wellFormed} records from its first byte; changed
     * @param length of the datagram
     * @return length of what passed, 0 if nothing did
     */
    int filter(byte[] datagram, int length) {
        int kept = 0;
        for (int at = 0; at < length; ) {
            int recordBytes = DtlsRecords.HEADER_BYTES + DtlsRecords.fragmentBytes(datagram, at);
            if (passes(datagram, at, at + recordBytes)) {
                if (DtlsRecords.epoch(datagram, at) == 0) {
                    putShort(datagram, at + 1, DtlsRecords.DTLS_1_2);
                    putLong(datagram, at + 3, nextSequence++);
                }
                System.arraycopy(datagram, at, datagram, kept, recordBytes);
                kept += recordBytes;
            }
            at += recordBytes;
        }
        return kept;
    }

    private boolean passes(byte[] datagram, int record, int end) {
        int type = DtlsRecords.type(datagram, record);
        int body = record + DtlsRecords.HEADER_BYTES;
        if (DtlsRecords.epoch(datagram, record) == 1) {
            return (type == DtlsRecords.ALERT
                            || type == DtlsRecords.HANDSHAKE
                            || type == DtlsRecords.APPLICATION_DATA)
                    && end - body >= minimumProtectedBytes;
        }
        if (DtlsRecords.epoch(datagram, record) != 0) {
            return false;
        }
        return switch (type) {
            case DtlsRecords.HANDSHAKE -> handshakePasses(datagram, body, end);
            case DtlsRecords.CHANGE_CIPHER_SPEC ->
                    end - body == 1
                            && datagram[body] == 1
                            && certificateVerifyPassed == certificateVerifyBytes;
            case DtlsRecords.ALERT -> {
                rememberAlert(datagram, body, end);
                yield false;
            }
            default -> false;
        };
    }

    private boolean handshakePasses(byte[] datagram, int body, int end) {
        int at = body;
        while (at != end) {
            if (!HandshakeFragment.fits(datagram, at, end) || !expected(datagram, at)) {
                return false;
            }
            at += HandshakeFragment.HEADER_BYTES + HandshakeFragment.fragmentBytes(datagram, at);
        }
        for (at = body; at != end; ) {
            int fragmentBytes = HandshakeFragment.fragmentBytes(datagram, at);
            if (HandshakeFragment.messageType(datagram, at)
                    == HandshakeFragment.CERTIFICATE_VERIFY) {
                noteCertificateVerify(datagram, at, fragmentBytes);
            }
            at += HandshakeFragment.HEADER_BYTES + fragmentBytes;
        }
        return end != body;
    }

    private static boolean expected(byte[] datagram, int fragment) {
        int sequence = HandshakeFragment.messageSequence(datagram, fragment);
        int bytes = HandshakeFragment.messageBytes(datagram, fragment);
        return switch (HandshakeFragment.messageType(datagram, fragment)) {
            case HandshakeFragment.CLIENT_HELLO ->
                    sequence == 0 && bytes <= ClientHelloReassembly.MAX_MESSAGE_BYTES;
            case HandshakeFragment.CERTIFICATE -> sequence == 1 && bytes <= MAX_CERTIFICATE_BYTES;
            case HandshakeFragment.CLIENT_KEY_EXCHANGE -> sequence == 2 && bytes <= MAX_OTHER_BYTES;
            case HandshakeFragment.CERTIFICATE_VERIFY -> sequence == 3 && bytes <= MAX_OTHER_BYTES;
            default -> false;
        };
    }

    /**
     * Fragments out of order are not put together here: the peer's repetition brings them again.
     */
    private void noteCertificateVerify(byte[] datagram, int fragment, int fragmentBytes) {
        int from = HandshakeFragment.fragmentOffset(datagram, fragment);
        certificateVerifyBytes = HandshakeFragment.messageBytes(datagram, fragment);
        if (from <= certificateVerifyPassed) {
            certificateVerifyPassed = Math.max(certificateVerifyPassed, from + fragmentBytes);
        }
    }

    private void rememberAlert(byte[] datagram, int body, int end) {
        if (end - body != 2) {
            return;
        }
        int level = getUnsignedByte(datagram, body);
        int description = getUnsignedByte(datagram, body + 1);
        if (level == 2 || description == 0) { // fatal, or close_notify
            alert = description;
        }
    }
}
