package io.plenum.bridge.dtls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** What a browser sends first; see {@code src/test/captures/dtls/README.md}. */
final class CapturedClientHello {
    static final String CHROMIUM = "chromium-156-client-hello.hex";
    static final String FIREFOX = "firefox-153-client-hello.hex";

    private CapturedClientHello() {}

    /** Its datagrams: the ClientHello in two, then the repetitions in two each. */
    static List<byte[]> datagrams(String name) {
        try (InputStream in = CapturedClientHello.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(HexFormat.of()::parseHex)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
