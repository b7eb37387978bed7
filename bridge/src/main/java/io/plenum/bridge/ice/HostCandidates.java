package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.parameters.IceCandidate;
import java.util.ArrayList;
import java.util.List;

/** Makes host candidates of addresses. */
public final class HostCandidates {
    private static final int HOST_TYPE_PREFERENCE = 126;
    private static final int COMPONENT = 1;
    private static final int MAX_LOCAL_PREFERENCE = 65_535;

    private HostCandidates() {}

    /** One UDP candidate per address, earlier ones preferred. */
    public static List<IceCandidate> of(List<TransportAddress> addresses) {
        List<IceCandidate> candidates = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            TransportAddress address = addresses.get(i);
            candidates.add(
                    new IceCandidate(
                            "udp" + (i + 1),
                            "udp",
                            priority(MAX_LOCAL_PREFERENCE - i),
                            address.toInetSocketAddress().getAddress().getHostAddress(),
                            address.port()));
        }
        return candidates;
    }

    /** RFC 8445 section 5.1.2.1. */
    static long priority(int localPreference) {
        return ((long) HOST_TYPE_PREFERENCE << 24)
                | ((long) localPreference << 8)
                | (256 - COMPONENT);
    }
}
