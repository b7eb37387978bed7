package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.TransportAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeDecoder;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.UnknownAttributesAttribute;
import org.ice4j.attribute.UsernameAttribute;
import org.jspecify.annotations.Nullable;

/**
 * STUN by ice4j's attribute codec: none of its stack, sockets, threads and configuration.
 *
 * <p>Headers and the walk over the attributes are ours. {@code Message.decode} counts offsets from
 * the start of the array and in 16 bits, keeps the last of two equal attributes where RFC 8489
 * section 14 keeps the first, and refuses messages for attributes that the RFC wants ignored; and
 * {@code Message.encode} needs a {@code StunStack} for MESSAGE-INTEGRITY. Lengths are checked
 * before ice4j sees a value, because its decoders read fixed sizes wherever the attribute ends.
 *
 * <p>Not thread safe.
 */
final class Ice4jStunCodec implements StunCodec {
    private static final int BINDING_REQUEST = 0x0001;
    private static final int BINDING_SUCCESS = 0x0101;
    private static final int BINDING_ERROR = 0x0111;
    private static final int FIRST_COMPREHENSION_OPTIONAL = 0x8000;
    private static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;

    /** RFC 8489 section 14.3: fewer than 509 bytes. */
    private static final int MAX_USERNAME_BYTES = 508;

    /** More say nothing new, and the answer must not outgrow the question. */
    private static final int MAX_UNKNOWN_LISTED = 4;

    private static final char[] NONE = {};

    private final StunAttributes attributes = new StunAttributes();

    @Override
    public @Nullable StunRequest decodeRequest(byte[] buffer, int offset, int length) {
        if (BigEndian.getUnsignedShort(buffer, offset) != BINDING_REQUEST) {
            return null;
        }
        String username = null;
        int integrityAt = -1;
        boolean useCandidate = false;
        boolean controlled = false;
        char[] unknown = NONE;
        attributes.wrap(buffer, offset, length);
        while (integrityAt < 0 && attributes.next()) {
            if (!hasPossibleLength(attributes.type(), attributes.length())) {
                return null;
            }
            switch (attributes.type()) {
                case Attribute.USERNAME -> {
                    if (username == null) {
                        username = username(buffer);
                        if (username == null) {
                            return null;
                        }
                    }
                }
                case Attribute.MESSAGE_INTEGRITY -> integrityAt = attributes.at();
                case Attribute.USE_CANDIDATE -> useCandidate = true;
                case Attribute.ICE_CONTROLLED -> controlled = true;
                default -> {
                    if (!isKnown(attributes.type())) {
                        unknown = with(unknown, (char) attributes.type());
                    }
                }
            }
        }
        // What follows MESSAGE-INTEGRITY is ignored, but has to be attributes all the same.
        return attributes.skipRest()
                ? new StunRequest(username, integrityAt, useCandidate, controlled, unknown)
                : null;
    }

    private static boolean hasPossibleLength(int type, int length) {
        return switch (type) {
            case Attribute.USERNAME -> length <= MAX_USERNAME_BYTES;
            case Attribute.MESSAGE_INTEGRITY -> length == StunIntegrity.HMAC_BYTES;
            case Attribute.PRIORITY -> length == 4;
            case Attribute.ICE_CONTROLLED, Attribute.ICE_CONTROLLING -> length == 8;
            case Attribute.USE_CANDIDATE -> length == 0;
            default -> true;
        };
    }

    /** ice4j's decoder casts offsets to 16 bits, so it gets the attribute alone. */
    private @Nullable String username(byte[] buffer) {
        byte[] alone =
                Arrays.copyOfRange(
                        buffer, attributes.at(), attributes.valueAt() + attributes.length());
        try {
            return AttributeDecoder.decode(alone, 0, alone.length)
                            instanceof UsernameAttribute decoded
                    ? new String(decoded.getUsername(), StandardCharsets.UTF_8)
                    : null;
        } catch (StunException | RuntimeException e) {
            // Nothing found that makes it throw; if something does, it is one verdict for us.
            return null;
        }
    }

    /** The attributes of RFC 8489 and RFC 8445 that are required where they are not expected. */
    private static boolean isKnown(int type) {
        return type >= FIRST_COMPREHENSION_OPTIONAL
                || switch (type) {
                    case Attribute.MAPPED_ADDRESS,
                            Attribute.ERROR_CODE,
                            Attribute.UNKNOWN_ATTRIBUTES,
                            Attribute.REALM,
                            Attribute.NONCE,
                            Attribute.XOR_MAPPED_ADDRESS,
                            Attribute.PRIORITY,
                            MESSAGE_INTEGRITY_SHA256 ->
                            true;
                    default -> false;
                };
    }

    private static char[] with(char[] unknown, char type) {
        if (unknown.length == MAX_UNKNOWN_LISTED) {
            return unknown;
        }
        for (char known : unknown) {
            if (known == type) {
                return unknown;
            }
        }
        char[] longer = Arrays.copyOf(unknown, unknown.length + 1);
        longer[unknown.length] = type;
        return longer;
    }

    @Override
    public int writeSuccess(
            byte[] request, int requestOffset, TransportAddress mapped, byte[] out) {
        int length = writeHeader(BINDING_SUCCESS, request, requestOffset, out);
        byte[] transaction = Arrays.copyOfRange(out, 8, StunRouting.HEADER_BYTES);
        return append(
                out,
                length,
                AttributeFactory.createXorMappedAddressAttribute(
                        new org.ice4j.TransportAddress(mapped.toInetSocketAddress(), Transport.UDP),
                        transaction));
    }

    @Override
    public int writeError(
            byte[] request,
            int requestOffset,
            int code,
            String reason,
            char[] unknownAttributes,
            byte[] out) {
        int length = writeHeader(BINDING_ERROR, request, requestOffset, out);
        length =
                append(out, length, AttributeFactory.createErrorCodeAttribute((char) code, reason));
        if (unknownAttributes.length > 0) {
            UnknownAttributesAttribute list = AttributeFactory.createUnknownAttributesAttribute();
            for (char type : unknownAttributes) {
                list.addAttributeID(type);
            }
            length = append(out, length, list);
        }
        return length;
    }

    private static int writeHeader(int type, byte[] request, int requestOffset, byte[] out) {
        System.arraycopy(request, requestOffset, out, 0, StunRouting.HEADER_BYTES);
        BigEndian.putShort(out, 0, type);
        BigEndian.putShort(out, 2, 0);
        return StunRouting.HEADER_BYTES;
    }

    private static int append(byte[] out, int length, Attribute attribute) {
        byte[] encoded = attribute.encode();
        System.arraycopy(encoded, 0, out, length, encoded.length);
        int total = length + ((encoded.length + 3) & ~3);
        Arrays.fill(out, length + encoded.length, total, (byte) 0);
        BigEndian.putShort(out, 2, total - StunRouting.HEADER_BYTES);
        return total;
    }
}
