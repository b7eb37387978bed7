package io.plenum.bridge.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/** Whose ciphers a test runs on. */
enum TestProvider {
    /** The platform's. */
    JDK,
    /** Amazon's, whose native library loads where it was built for. */
    ACCP;

    @Nullable Provider provider() {
        if (this == JDK) {
            return null;
        }
        Throwable why = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")) {
            assertThat(why).isNull();
        }
        assumeTrue(why == null, () -> "its native library does not load here: " + why);
        return AmazonCorrettoCryptoProvider.INSTANCE;
    }
}
