package io.plenum.bridge.simulation;

import io.plenum.bridge.parameters.CodecParameters;
import io.plenum.bridge.parameters.EncodingParameters;
import io.plenum.bridge.parameters.HeaderExtension;
import io.plenum.bridge.parameters.MediaKind;
import io.plenum.bridge.rtp.DatagramKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What a browser sent in one section, packet by packet, and what had been negotiated for it. Made
 * by {@code npm run captures} in {@code web-client}. Payloads are kept to their first bytes; the
 * rest is zeros.
 */
record CaptureFile(
        String name,
        MediaKind kind,
        String mid,
        List<CodecParameters> codecs,
        Map<HeaderExtension, Integer> extensions,
        List<EncodingParameters> encodings,
        List<Packet> packets) {
    private static final String FOLDER = "/io/plenum/bridge/captures/";
    private static final String SUFFIX = ".pcap.gz";
    private static final int FILE_HEADER = 24;
    private static final int IP_AND_UDP_HEADERS = 28;

    /** An RTP packet before SRTP, {@code nanos} after the first. */
    record Packet(long nanos, byte[] bytes) {}

    /** The names of all captures. */
    static List<String> names() throws IOException, URISyntaxException {
        URI folder = CaptureFile.class.getResource(FOLDER).toURI();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    static CaptureFile load(String name) throws IOException {
        Properties told = new Properties();
        told.load(new StringReader(new String(read(name + ".properties"), StandardCharsets.UTF_8)));
        return new CaptureFile(
                name,
                told.getProperty("kind").equals("audio") ? MediaKind.AUDIO : MediaKind.VIDEO,
                told.getProperty("mid"),
                codecs(told),
                extensions(told),
                encodings(told),
                packets(name));
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = CaptureFile.class.getResourceAsStream(FOLDER + file)) {
            return in.readAllBytes();
        }
    }

    private static List<CodecParameters> codecs(Properties told) {
        Map<String, Integer> repairs = new HashMap<>();
        List<CodecParameters> codecs = new ArrayList<>();
        for (String key : keys(told, "codec.")) {
            String[] words = told.getProperty(key).split(" ", 4);
            if (words[0].equals("rtx")) {
                repairs.put(words[3].replace("apt=", ""), number(key));
            }
        }
        for (String key : keys(told, "codec.")) {
            String[] words = told.getProperty(key).split(" ", 4);
            if (!words[0].equals("rtx")) {
                codecs.add(
                        new CodecParameters(
                                number(key),
                                words[0],
                                Integer.parseInt(words[1]),
                                Integer.parseInt(words[2]),
                                words.length < 4 ? "" : words[3],
                                repairs.getOrDefault(String.valueOf(number(key)), -1),
                                true));
            }
        }
        return codecs;
    }

    private static Map<HeaderExtension, Integer> extensions(Properties told) {
        Map<HeaderExtension, Integer> extensions = new HashMap<>();
        for (String key : keys(told, "extension.")) {
            HeaderExtension known = HeaderExtension.ofUri(told.getProperty(key));
            if (known != null) {
                extensions.put(known, number(key));
            }
        }
        return extensions;
    }

    private static List<EncodingParameters> encodings(Properties told) {
        List<EncodingParameters> encodings = new ArrayList<>();
        if (told.containsKey("rids")) {
            for (String rid : told.getProperty("rids").split(" ")) {
                encodings.add(new EncodingParameters(rid, -1, -1));
            }
            return encodings;
        }
        String[] ssrcs = told.getProperty("ssrcs").split(" ");
        String[] repairs = told.getProperty("rtxSsrcs").split(" ");
        for (int i = 0; i < ssrcs.length; i++) {
            encodings.add(
                    new EncodingParameters(
                            null, Long.parseLong(ssrcs[i]), Long.parseLong(repairs[i])));
        }
        return encodings;
    }

    private static List<String> keys(Properties told, String prefix) {
        return told.stringPropertyNames().stream()
                .filter(key -> key.startsWith(prefix))
                .sorted()
                .toList();
    }

    private static int number(String key) {
        return Integer.parseInt(key.substring(key.indexOf('.') + 1));
    }

    private static List<Packet> packets(String name) throws IOException {
        byte[] file;
        try (InputStream in = CaptureFile.class.getResourceAsStream(FOLDER + name + SUFFIX);
                GZIPInputStream unpacked = new GZIPInputStream(in)) {
            file = unpacked.readAllBytes();
        }
        ByteBuffer pcap = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        pcap.position(FILE_HEADER);
        List<Packet> packets = new ArrayList<>();
        while (pcap.hasRemaining()) {
            long nanos = pcap.getInt() * 1_000_000_000L + pcap.getInt() * 1_000L;
            int kept = pcap.getInt() - IP_AND_UDP_HEADERS;
            byte[] packet = new byte[pcap.getInt() - IP_AND_UDP_HEADERS];
            pcap.position(pcap.position() + IP_AND_UDP_HEADERS);
            pcap.get(packet, 0, kept);
            if (DatagramKind.of(packet, 0, packet.length) == DatagramKind.RTP) {
                packets.add(new Packet(nanos, packet));
            }
        }
        return packets;
    }
}
