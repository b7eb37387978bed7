package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.BigEndian;
import io.plenum.bridge.bytes.TransportAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.OptionalAttribute;
import org.ice4j.attribute.UnknownAttributesAttribute;
import org.ice4j.attribute.UsernameAttribute;
import org.ice4j.message.Message;
import org.jspecify.annotations.Nullable;

/** STUN by ice4j's messages and attributes: its codec alone, none of its sockets and threads. */
final class Ice4jStunCodec implements StunCodec {
    private static final int BINDING_REQUEST = 0x0001;
    private static final int BINDING_SUCCESS = 0x0101;
    private static final int BINDING_ERROR = 0x0111;
    private static final int COMPREHENSION_OPTIONAL = 0x8000;
    private static final char[] NONE = {};

    @Override
    public @Nullable StunRequest decodeRequest(byte[] buffer, int offset, int length) {
        if (BigEndian.getUnsignedShort(buffer, offset) != BINDING_REQUEST) {
            return null;
        }
        int integrityAt = integrityAt(buffer, offset, length);
        int covered = integrityAt < 0 ? length : integrityAt - offset;
        byte[] copy = Arrays.copyOfRange(buffer, offset, offset + covered);
        BigEndian.putShort(copy, 2, covered - StunRouting.HEADER_BYTES);
        Message message;
        try {
            message = Message.decode(copy, 0, covered);
        } catch (StunException | RuntimeException e) {
            // ice4j throws whatever its attribute decoders trip over; for us it is one verdict.
            return null;
        }
        return request(message, integrityAt);
    }

    private static int integrityAt(byte[] buffer, int offset, int length) {
        int at = offset + StunRouting.HEADER_BYTES;
        int end = offset + length;
        while (at + 4 <= end) {
            int bytes = BigEndian.getUnsignedShort(buffer, at + 2);
            if (bytes > end - at - 4) {
                return -1;
            }
            if (BigEndian.getUnsignedShort(buffer, at) == StunIntegrity.MESSAGE_INTEGRITY
                    && bytes == StunIntegrity.HMAC_BYTES) {
                return at;
            }
            at += 4 + ((bytes + 3) & ~3);
        }
        return -1;
    }

    private static StunRequest request(Message message, int integrityAt) {
        String username = null;
        boolean useCandidate = false;
        boolean controlled = false;
        StringBuilder unknown = new StringBuilder();
        for (Attribute attribute : message.getAttributes()) {
            switch (attribute.getAttributeType()) {
                case Attribute.USERNAME ->
                        username =
                                new String(
                                        ((UsernameAttribute) attribute).getUsername(),
                                        StandardCharsets.UTF_8);
                case Attribute.USE_CANDIDATE -> useCandidate = true;
                case Attribute.ICE_CONTROLLED -> controlled = true;
                default -> {
                    if (attribute instanceof OptionalAttribute
                            && attribute.getAttributeType() < COMPREHENSION_OPTIONAL) {
                        unknown.append(attribute.getAttributeType());
                    }
                }
            }
        }
        char[] required = unknown.isEmpty() ? NONE : unknown.toString().toCharArray();
        return new StunRequest(username, integrityAt, useCandidate, controlled, required);
    }

    @Override
    public int writeSuccess(
            byte[] request, int requestOffset, TransportAddress mapped, byte[] out) {
        writeHeader(BINDING_SUCCESS, request, requestOffset, out);
        byte[] transaction =
                Arrays.copyOfRange(
                        request, requestOffset + 8, requestOffset + StunRouting.HEADER_BYTES);
        return append(
                out,
                StunRouting.HEADER_BYTES,
                AttributeFactory.createXorMappedAddressAttribute(
                        new org.ice4j.TransportAddress(mapped.toInetSocketAddress(), Transport.UDP),
                        transaction));
    }

    @Override
    public int writeError(
            byte[] request, int requestOffset, int code, char[] unknownAttributes, byte[] out) {
        writeHeader(BINDING_ERROR, request, requestOffset, out);
        try {
            int length =
                    append(
                            out,
                            StunRouting.HEADER_BYTES,
                            AttributeFactory.createErrorCodeAttribute((char) code, reason(code)));
            if (unknownAttributes.length > 0) {
                UnknownAttributesAttribute list =
                        AttributeFactory.createUnknownAttributesAttribute();
                // More than this says nothing new, and keeps the answer smaller than the question.
                for (int i = 0; i < Math.min(4, unknownAttributes.length); i++) {
                    list.addAttributeID(unknownAttributes[i]);
                }
                length = append(out, length, list);
            }
            return length;
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("no STUN error code: " + code, e);
        }
    }

    private static String reason(int code) {
        return switch (code) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthenticated";
            case 420 -> "Unknown Attribute";
            case 487 -> "Role Conflict";
            default -> "Error";
        };
    }

    private static void writeHeader(int type, byte[] request, int requestOffset, byte[] out) {
        System.arraycopy(request, requestOffset, out, 0, StunRouting.HEADER_BYTES);
        BigEndian.putShort(out, 0, type);
        BigEndian.putShort(out, 2, 0);
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
