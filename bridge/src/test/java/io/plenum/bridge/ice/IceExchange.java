package io.plenum.bridge.ice;

import io.plenum.bridge.bytes.TransportAddress;
import io.plenum.bridge.counts.Count;
import io.plenum.bridge.counts.Counters;
import io.plenum.bridge.parameters.IceParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One agent, its wire and its clock. The remote side is whoever a test says sends something. */
final class IceExchange implements IceOutput {
    static final IceParameters LOCAL =
            new IceParameters("localFragment", "localPasswordLocalPass01");
    static final IceParameters REMOTE = new IceParameters("remo", "remotePasswordRemotePw01");
    static final TransportAddress WIFI = TransportAddress.ofIpv4(0xC0000201, 40_000);
    static final TransportAddress MOBILE = TransportAddress.ofIpv4(0xC6336401, 50_000);

    /** Datagrams do not begin where their array begins, and not within 16 bits either. */
    private static final int SLAB_OFFSET = 70_000;

    private static final long START_NANOS = Long.MAX_VALUE - 5_000_000_000L; // wraps in every test

    final Counters counters = new Counters();
    final IceLite ice;
    private final List<String> events = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();
    private long nowNanos = START_NANOS;
    private int transaction;

    IceExchange() {
        ice = new IceLite(LOCAL, nowNanos, counters);
    }

    /** An agent that knows whom it talks to. */
    static IceExchange begun() {
        IceExchange exchange = new IceExchange();
        exchange.remoteBecomesKnown(REMOTE);
        return exchange;
    }

    /** An agent with {@link #WIFI} selected. */
    static IceExchange connected() {
        IceExchange exchange = begun();
        exchange.nominate(WIFI);
        exchange.events();
        return exchange;
    }

    void remoteBecomesKnown(IceParameters remote) {
        ice.setRemote(remote, nowNanos, this);
    }

    void restart(IceParameters local, IceParameters remote) {
        ice.restart(local, remote, nowNanos);
    }

    /** Lets time pass, the agent's deadlines firing as they come due. */
    void passMillis(long millis) {
        long until = nowNanos + millis * 1_000_000;
        while (ice.deadlineNanos() - until <= 0) {
            nowNanos = ice.deadlineNanos();
            ice.onDeadline(nowNanos, this);
        }
        nowNanos = until;
    }

    boolean stale() {
        return ice.isStale(nowNanos);
    }

    /** An ordinary check of the real remote side. */
    BindingRequest check() {
        return BindingRequest.transaction(++transaction)
                .username(LOCAL.usernameFragment() + ":" + REMOTE.usernameFragment())
                .priority()
                .controlling();
    }

    BindingResponse check(TransportAddress from) {
        return receive(check().signed(LOCAL.password()).fingerprinted(), from);
    }

    BindingResponse nominate(TransportAddress from) {
        return receive(check().useCandidate().signed(LOCAL.password()).fingerprinted(), from);
    }

    BindingResponse receive(byte[] datagram) {
        return receive(datagram, WIFI);
    }

    /** What the agent answers, or null. */
    BindingResponse receive(byte[] datagram, TransportAddress from) {
        return receive(datagram, 0, from);
    }

    BindingResponse receive(byte[] datagram, int localIndex, TransportAddress from) {
        byte[] slab = new byte[SLAB_OFFSET + datagram.length + 2048];
        Arrays.fill(slab, (byte) 0x5A);
        System.arraycopy(datagram, 0, slab, SLAB_OFFSET, datagram.length);
        sent.clear();
        ice.onStun(slab, SLAB_OFFSET, datagram.length, localIndex, from, nowNanos, this);
        return sent.isEmpty() ? null : new BindingResponse(sent.getLast());
    }

    /** The newest datagram that left. */
    BindingResponse lastSent() {
        return new BindingResponse(sent.getLast());
    }

    long count(Count what) {
        return counters.get(what);
    }

    /** What happened since this was asked last, except authenticated paths. */
    List<String> events() {
        List<String> happened =
                events.stream().filter(event -> !event.startsWith("authenticated")).toList();
        events.clear();
        return happened;
    }

    /** Everything that happened since anything was asked last. */
    List<String> allEvents() {
        List<String> happened = List.copyOf(events);
        events.clear();
        return happened;
    }

    @Override
    public void send(byte[] buffer, int offset, int length, int localIndex, TransportAddress to) {
        sent.add(Arrays.copyOfRange(buffer, offset, offset + length));
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
}
