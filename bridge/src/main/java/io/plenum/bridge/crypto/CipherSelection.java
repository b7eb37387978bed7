package io.plenum.bridge.crypto;

import io.plenum.bridge.api.CipherReport;
import io.plenum.bridge.config.BridgeConfig;
import io.plenum.bridge.srtp.CipherFamily;
import io.plenum.bridge.srtp.CipherProviders;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses whose ciphers protect the media: as configured, or the fastest in a trial. */
public final class CipherSelection {
    private static final Logger LOG = LoggerFactory.getLogger(CipherSelection.class);

    /** For all candidates and families together. */
    private static final long TRIAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The platform's ciphers, of which nothing is known yet. */
    public static final Chosen UNDECIDED = new Chosen(CipherProviders.PLATFORM, List.of());

    private static final String JDK = "jdk";
    private static final String ACCP = "accp";

    private final LongSupplier nanoClock;
    private final AccpLoader accp;

    /** Where the Amazon Corretto Crypto Provider comes from. */
    @FunctionalInterface
    interface AccpLoader {
        /**
         * Loads it.
         *
         * @throws IOException if it does not work here; the message is a clause that says why
         */
        Provider load() throws IOException;
    }

    /**
     * What was chosen.
     *
     * @param providers for sessions to come
     * @param reports one for each family
     */
    public record Chosen(CipherProviders providers, List<CipherReport> reports) {
        /** Copies the list. */
        public Chosen {
            reports = List.copyOf(reports);
        }
    }

    /** Someone whose ciphers could be used; null for the platform. */
    private record Candidate(String title, @Nullable Provider provider) {}

    CipherSelection(LongSupplier nanoClock, AccpLoader accp) {
        this.nanoClock = nanoClock;
        this.accp = accp;
    }

    /**
     * Finds the candidates, compares them and logs the outcome. Takes 50 ms, and up to two seconds
     * the first time in a JVM, when everything has to be loaded and compiled.
     *
     * @throws IOException if what is asked for does not work here; the message says why and what to
     *     do
     */
    public static Chosen choose(BridgeConfig.Crypto wish) throws IOException {
        return new CipherSelection(System::nanoTime, CorrettoProvider::load).chooseFor(wish);
    }

    Chosen chooseFor(BridgeConfig.Crypto wish) throws IOException {
        Map<String, Candidate> candidates = candidates(wish);
        List<CipherReport> reports = new ArrayList<>();
        Candidate aesGcm = choose(CipherFamily.AES_GCM, candidates, reports);
        Candidate aesCm = choose(CipherFamily.AES_CM_HMAC_SHA1, candidates, reports);
        return new Chosen(new CipherProviders(aesGcm.provider(), aesCm.provider()), reports);
    }

    private Map<String, Candidate> candidates(BridgeConfig.Crypto wish) throws IOException {
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        if (wish != BridgeConfig.Crypto.ACCP) {
            candidates.put(JDK, new Candidate(platform(), null));
        }
        if (wish != BridgeConfig.Crypto.JDK) {
            try {
                Provider provider = accp.load();
                candidates.put(
                        ACCP,
                        new Candidate(
                                provider.getName() + " " + provider.getVersionStr(), provider));
            } catch (IOException e) {
                if (wish == BridgeConfig.Crypto.ACCP) {
                    throw unusable(e.getMessage(), e);
                }
                LOG.debug("no Amazon Corretto Crypto Provider: {}", e.getMessage());
            }
        }
        return candidates;
    }

    private Candidate choose(
            CipherFamily family, Map<String, Candidate> candidates, List<CipherReport> reports)
            throws IOException {
        List<SealingContender> contenders = new ArrayList<>();
        candidates.forEach(
                (name, candidate) ->
                        contenders.add(new SealingContender(name, family, candidate.provider())));
        CipherTrial.Result result =
                new CipherTrial(nanoClock)
                        .run(contenders, TRIAL_NANOS / CipherFamily.values().length);
        Candidate chosen = result.winner() == null ? null : candidates.get(result.winner());
        if (chosen == null) {
            RuntimeException why = result.leftOut().values().iterator().next();
            throw candidates.containsKey(JDK)
                    ? new IOException(
                            "The ciphers of this Java platform do not work, so no packet could be"
                                    + " encrypted: "
                                    + reason(why)
                                    + ". Run Plenum on another JDK 25.",
                            why)
                    : unusable(reason(why), why);
        }
        result.leftOut()
                .forEach(
                        (name, why) ->
                                LOG.warn(
                                        "{} cannot be used for {} and is left out: {}. Calls work"
                                                + " all the same; media.crypto: jdk ends this"
                                                + " warning",
                                        titleOf(candidates, name),
                                        family.title(),
                                        reason(why)));
        LOG.info(
                "{}: packets are protected by {}; µs for {} bytes: {}",
                family.title(),
                chosen.title(),
                SealingContender.PAYLOAD_BYTES,
                result.microsPerPacket().entrySet().stream()
                        .map(
                                each ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s %.2f",
                                                each.getKey(),
                                                each.getValue()))
                        .collect(Collectors.joining(", ")));
        reports.add(new CipherReport(family, chosen.title(), result.microsPerPacket()));
        return chosen;
    }

    private static IOException unusable(@Nullable String why, Exception cause) {
        return new IOException(
                "media.crypto is accp, but the Amazon Corretto Crypto Provider cannot be used: "
                        + why
                        + ". Set media.crypto to auto or jdk.",
                cause);
    }

    private static String titleOf(Map<String, Candidate> candidates, String name) {
        Candidate candidate = candidates.get(name);
        return candidate == null ? name : candidate.title();
    }

    /** What a cipher said is in the cause: around it stands only that it refused. */
    private static String reason(RuntimeException why) {
        Throwable cause = why.getCause();
        return cause == null || cause.getMessage() == null
                ? String.valueOf(why.getMessage())
                : why.getMessage() + ": " + cause.getMessage();
    }

    private static String platform() {
        try {
            Provider provider = Cipher.getInstance("AES/GCM/NoPadding").getProvider();
            return provider.getName() + " " + provider.getVersionStr();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no AES/GCM/NoPadding", e);
        }
    }
}
