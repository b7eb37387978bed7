package io.plenum.loadtests.roofline;

import java.security.Provider;
import java.security.Security;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds providers of ciphers by name. */
public final class ProviderNames {
    /** What SRTP uses unless told otherwise. */
    public static final String PLATFORM = "platform";

    private ProviderNames() {}

    /**
     * The provider of a name: {@link #PLATFORM}, one that is installed ({@code SunJCE}), or one
     * that a library on the class path offers as a service ({@code BC}).
     *
     * @return null for the platform's
     * @throws IllegalArgumentException if there is none
     */
    public static @Nullable Provider named(String name) {
        if (name.equals(PLATFORM)) {
            return null;
        }
        Provider installed = Security.getProvider(name);
        if (installed != null) {
            return installed;
        }
        for (Provider offered : ServiceLoader.load(Provider.class)) {
            if (offered.getName().equals(name)) {
                return offered;
            }
        }
        throw new IllegalArgumentException(
                "no provider of ciphers is called %s: name one that is installed, put its library on the class path, or say %s"
                        .formatted(name, PLATFORM));
    }
}
