package io.plenum.loadtests.profile;

import java.util.List;

/**
 * One kind of work, known by the beginnings of {@code package.Class.method}.
 *
 * @param colour in the flame graph; black text must be readable on it
 */
record Category(String name, String colour, List<String> beginnings) {
    /** What nobody knows. */
    static final Category OTHER = new Category("everything else", "#c8c8c8", List.of());

    private static final Category INSIDE_JVM =
            new Category(
                    "inside the JVM: JNI's access to arrays, allocation",
                    "#b8b0a4",
                    List.of(CpuRecording.INSIDE_JVM));

    /**
     * The work of a media loop. What is missing here, such as flyweights, counters and the JDK's
     * collections, belongs to whoever calls it.
     */
    static final List<Category> OF_MEDIA_LOOP =
            List.of(
                    new Category(
                            "kernel: send (sendmmsg)",
                            "#e88a6a",
                            List.of(
                                    "io.plenum.bridge.net.linux.LibC.sendmmsg",
                                    "sun.nio.ch.DatagramChannelImpl.send")),
                    new Category(
                            "kernel: receive and wait (recvmmsg, ppoll)",
                            "#f0ad80",
                            List.of("io.plenum.bridge.net.linux.LibC.", "sun.nio.ch.")),
                    new Category(
                            "AES-GCM and its like",
                            "#d8b64a",
                            List.of(
                                    "com.amazon.corretto.crypto.provider.AesGcmSpi.oneShot",
                                    "com.amazon.corretto.crypto.provider.AesGcmSpi.encrypt",
                                    "com.sun.crypto.provider.")),
                    new Category(
                            "JCA and the provider's Java code around it",
                            "#ead98a",
                            List.of(
                                    "com.amazon.corretto.crypto.provider.",
                                    "javax.crypto.",
                                    "java.security.",
                                    "sun.security.")),
                    INSIDE_JVM,
                    new Category("SRTP (ours)", "#b9cf6b", List.of("io.plenum.bridge.srtp.")),
                    new Category(
                            "forwarding: which packets, headers (ours)",
                            "#7fc48a",
                            List.of(
                                    "io.plenum.bridge.forward.",
                                    "io.plenum.bridge.layers.",
                                    "io.plenum.bridge.rewrite.",
                                    "io.plenum.bridge.send.")),
                    new Category(
                            "messages for the kernel (ours)",
                            "#6fc2b8",
                            List.of("io.plenum.bridge.net.")),
                    new Category(
                            "receiving: parse, check, keep (ours)",
                            "#7db7dd",
                            List.of(
                                    "io.plenum.bridge.peer.InboundMedia",
                                    "io.plenum.bridge.peer.StreamDemux",
                                    "io.plenum.bridge.receive.AgeLimit",
                                    "io.plenum.bridge.receive.ReceiveStream",
                                    "io.plenum.bridge.receive.ReceptionStatistics")),
                    new Category(
                            "bandwidth and layers (ours)",
                            "#94a5e6",
                            List.of("io.plenum.bridge.cc.", "io.plenum.bridge.allocation.")),
                    new Category(
                            "RTCP, ICE, timers (ours)",
                            "#bb9fe0",
                            List.of(
                                    "io.plenum.bridge.dtls.",
                                    "io.plenum.bridge.ice.",
                                    "io.plenum.bridge.loop.TimerWheel",
                                    "io.plenum.bridge.peer.",
                                    "io.plenum.bridge.receive.ArrivalRecorder",
                                    "io.plenum.bridge.receive.NackGenerator",
                                    "io.plenum.bridge.rtcp.",
                                    "org.ice4j.")),
                    new Category(
                            "the loop itself, rooms, speakers (ours)",
                            "#df9fc9",
                            List.of(
                                    "io.plenum.bridge.loop.",
                                    "io.plenum.bridge.room.",
                                    "io.plenum.bridge.speaker.")));

    /** The work of other Java threads. */
    static final List<Category> OF_OTHER_THREADS =
            List.of(
                    new Category(
                            "DTLS (Bouncy Castle)",
                            "#d8b64a",
                            List.of("io.plenum.bridge.dtls.", "org.bouncycastle.")),
                    new Category(
                            "SDP and negotiation",
                            "#7fc48a",
                            List.of(
                                    "io.plenum.signaling.negotiation.",
                                    "io.plenum.signaling.sdp.")),
                    new Category("rooms", "#6fc2b8", List.of("io.plenum.signaling.rooms.")),
                    new Category(
                            "messages (JSON)",
                            "#7db7dd",
                            List.of("com.fasterxml.jackson.", "io.plenum.signaling.messages.")),
                    new Category(
                            "Jetty: HTTP and WebSocket",
                            "#e88a6a",
                            List.of(
                                    "io.plenum.signaling.http.",
                                    "io.plenum.signaling.ws.",
                                    "org.eclipse.jetty.")),
                    new Category("the log", "#f0ad80", List.of("ch.qos.logback.", "org.slf4j.")),
                    new Category(
                            "setting up media: peers, keys, events",
                            "#bb9fe0",
                            List.of("io.plenum.bridge.")),
                    new Category(
                            "the JDK's scheduling of threads",
                            "#94a5e6",
                            List.of(
                                    "java.lang.VirtualThread",
                                    "java.util.concurrent.DelayScheduler",
                                    "java.util.concurrent.ForkJoin",
                                    "java.util.concurrent.ThreadPoolExecutor",
                                    "jdk.internal.vm.",
                                    "sun.nio.ch.EPollPoller")),
                    INSIDE_JVM);
}
