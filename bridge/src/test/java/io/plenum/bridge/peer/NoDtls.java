package io.plenum.bridge.peer;

import io.plenum.bridge.parameters.DtlsFingerprint;
import java.util.List;

/** A handshake that nobody speaks: there are no keys, or they are known. */
public final class NoDtls implements DtlsTransport {
    @Override
    public void setRemoteFingerprints(List<DtlsFingerprint> fingerprints) {}

    @Override
    public void onDatagram(byte[] buffer, int offset, int length, long nowNanos) {}

    @Override
    public boolean send(byte[] message) {
        return false;
    }

    @Override
    public void close() {}
}
