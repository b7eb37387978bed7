package io.plenum.signaling.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Reads a secret from a file that nobody else may read. */
final class SecretFile {
    private SecretFile() {}

    /**
     * The file's text without white space around it.
     *
     * @param origin the setting that names the file, for messages
     * @throws ConfigException if it cannot be read, is empty, or others may read it
     */
    static String read(Path file, String origin) throws ConfigException {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
                if (allowed.contains(PosixFilePermission.OTHERS_READ)) {
                    throw new ConfigException(
                            "%s: everybody may read %s; take that right away (chmod o-r)."
                                    .formatted(origin, file));
                }
            }
            String secret = Files.readString(file).trim();
            if (secret.isEmpty()) {
                throw new ConfigException("%s: %s is empty.".formatted(origin, file));
            }
            return secret;
        } catch (IOException e) {
            throw new ConfigException("%s: %s cannot be read: %s".formatted(origin, file, e));
        }
    }
}
