package io.plenum.bridge.rtcp;

/**
 * Packet types and feedback formats of the IANA registry "RTP parameters", as far as they are read.
 */
public final class RtcpTypes {
    /** Sender report (RFC 3550 section 6.4.1). */
    public static final int SR = 200;

    /** Receiver report (RFC 3550 section 6.4.2). */
    public static final int RR = 201;

    /** Source description (RFC 3550 section 6.5). */
    public static final int SDES = 202;

    /** Goodbye (RFC 3550 section 6.6). */
    public static final int BYE = 203;

    /** Application-defined (RFC 3550 section 6.7); never read. */
    public static final int APP = 204;

    /** Transport layer feedback (RFC 4585 section 6.2). */
    public static final int RTPFB = 205;

    /** Payload-specific feedback (RFC 4585 section 6.3). */
    public static final int PSFB = 206;

    /** Extended report (RFC 3611 section 2). */
    public static final int XR = 207;

    /** RTPFB format: generic NACK (RFC 4585 section 6.2.1). */
    public static final int FMT_NACK = 1;

    /** RTPFB format: transport-wide congestion control (draft-holmer section 3.1). */
    public static final int FMT_TRANSPORT_CC = 15;

    /** PSFB format: picture loss indication (RFC 4585 section 6.3.1). */
    public static final int FMT_PLI = 1;

    /** PSFB format: full intra request (RFC 5104 section 4.3.1). */
    public static final int FMT_FIR = 4;

    /** PSFB format: application layer feedback, which carries REMB (RFC 4585 section 6.4). */
    public static final int FMT_AFB = 15;

    /** "REMB" in ASCII. */
    static final int REMB_IDENTIFIER = 0x52454D42;

    /** SDES item: canonical name. */
    static final int SDES_CNAME = 1;

    /** XR block: receiver reference time (RFC 3611 section 4.4). */
    static final int XR_RRTR = 4;

    /** XR block: delay since the last receiver report (RFC 3611 section 4.5). */
    static final int XR_DLRR = 5;

    private RtcpTypes() {}
}
