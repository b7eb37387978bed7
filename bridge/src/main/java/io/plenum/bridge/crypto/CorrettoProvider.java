package io.plenum.bridge.crypto;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.security.Provider;

/**
 * The Amazon Corretto Crypto Provider, by name: the bridge is built and runs without it. It is not
 * registered with the JVM, so nothing else of the process comes to use it.
 */
final class CorrettoProvider {
    private static final String CLASS =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private CorrettoProvider() {}

    /**
     * Loads it, which takes some hundred milliseconds the first time: its native library is copied
     * to a file.
     *
     * @throws IOException if it is not there or does not work here; the message is a clause that
     *     says which
     */
    static Provider load() throws IOException {
        try {
            Class<?> type = Class.forName(CLASS);
            Provider provider = (Provider) type.getField("INSTANCE").get(null);
            if (type.getMethod("getLoadingError").invoke(provider) instanceof Throwable why) {
                throw new IOException(
                        "its native library does not load on %s %s: %s"
                                .formatted(
                                        System.getProperty("os.name"),
                                        System.getProperty("os.arch"),
                                        why.getMessage()),
                        why);
            }
            return provider;
        } catch (ClassNotFoundException e) {
            throw new IOException("its jar is not on the class path", e);
        } catch (InvocationTargetException e) {
            throw new IOException("it does not start: " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            throw new IOException("it does not start: " + e, e);
        }
    }
}
