package io.plenum.signaling.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The offers under src/test/resources/offers, named "stack/scene". */
public final class CapturedOffers {
    private CapturedOffers() {}

    /** All names, sorted. */
    public static List<String> names() {
        final URL root = CapturedOffers.class.getResource("/offers");
        if (root == null) {
            throw new IllegalStateException("no offers on the class path");
        }
        try (Stream<Path> files = Files.walk(Path.of(root.toURI()))) {
            return files.filter(file -> file.toString().endsWith(".sdp"))
                    .map(file -> file.getParent().getFileName() + "/" + file.getFileName())
                    .map(name -> name.substring(0, name.length() - ".sdp".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String text(String name) {
        try (InputStream in =
                CapturedOffers.class.getResourceAsStream("/offers/" + name + ".sdp")) {
            if (in == null) {
                throw new IllegalArgumentException("no offer " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static SessionDescription parsed(String name) throws SdpException {
        return SdpParser.parse(text(name));
    }
}
