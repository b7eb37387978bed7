package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.parameters.IceCandidate;
import java.util.ArrayList;
import java.util.List;

/** Makes host candidates of addresses (RFC 8445 section 5.1.1.1). */
public final class HostCandidates {
    /** With rtcp-mux there is no other. */
    private static final int COMPONENT = 1;

    private HostCandidates() {}

    /**
     * One UDP candidate per address, earlier ones preferred. Candidates of one host share their
     * foundation, whatever their port (RFC 8445 section 5.1.1.3: same type, base address and
     * protocol).
     *
     * @param addresses at most 65,536
     */
    public static List<IceCandidate> of(List<TransportAddress> addresses) {
        List<IceCandidate> candidates = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            TransportAddress address = addresses.get(i);
            candidates.add(
                    new IceCandidate(
                            "udp" + (firstOfHost(addresses, address) + 1),
                            "udp",
                            CandidatePriority.of(
                                    CandidatePriority.HOST,
                                    CandidatePriority.MAX_LOCAL_PREFERENCE - i,
                                    COMPONENT),
                            address.toInetSocketAddress().getAddress().getHostAddress(),
                            address.port()));
        }
        return candidates;
    }

    private static int firstOfHost(List<TransportAddress> addresses, TransportAddress address) {
        int first = 0;
        while (!addresses.get(first).sameHost(address)) {
            first++;
        }
        return first;
    }
}
