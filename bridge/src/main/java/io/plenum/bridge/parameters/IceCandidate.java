package io.plenum.bridge.parameters;

/**
 * One of our host candidates (RFC 8839 section 5.1), component 1.
 *
 * @param foundation 1 to 32 ice-chars, equal for candidates of one base address and protocol
 * @param protocol "udp" or "tcp" (then passive, RFC 6544)
 * @param priority RFC 8445 section 5.1.2, 1 to 2^31 - 1
 * @param address IP address as text, never a name
 * @param port 1 to 65535
 */
public record IceCandidate(
        String foundation, String protocol, long priority, String address, int port) {}
