package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what the agent wanted done. */
final class RecordingIceOutput implements IceOutput {
    final List<byte[]> sent = new ArrayList<>();
    final List<String> events = new ArrayList<>();

    @Override
    public void send(byte[] buffer, int offset, int length, int localIndex, TransportAddress to) {
        sent.add(Arrays.copyOfRange(buffer, offset, offset + length));
        events.add("send " + localIndex + " " + to);
    }

    @Override
    public void onPathAuthenticated(int localIndex, TransportAddress remote) {
        events.add("authenticated " + localIndex + " " + remote);
    }

    @Override
    public void selected(int localIndex, TransportAddress remote) {
        events.add("selected " + localIndex + " " + remote);
    }

    @Override
    public void consentExpired() {
        events.add("consent expired");
    }

    @Override
    public void timedOut() {
        events.add("timed out");
    }

    /** The selections alone. */
    List<String> selections() {
        return events.stream().filter(event -> event.startsWith("selected")).toList();
    }

    byte[] lastSent() {
        return sent.getLast();
    }
}
