package io.plenum.bridge.ice;

/** Priorities of candidates (RFC 8445 section 5.1.2). */
final class CandidatePriority {
    /** Type preference of host candidates that RFC 8445 section 5.1.2.2 recommends. */
    static final int HOST = 126;

    /** The highest local preference. */
    static final int MAX_LOCAL_PREFERENCE = 65_535;

    private CandidatePriority() {}

    /**
     * The recommended formula (section 5.1.2.1).
     *
     * @param typePreference 0 to 126
     * @param localPreference 0 to 65535, higher is better
     * @param componentId 1 to 256
     * @return 1 to 2^31 - 1
     * @throws IllegalArgumentException if an argument is out of range
     */
    static long of(int typePreference, int localPreference, int componentId) {
        if (typePreference < 0
                || typePreference > HOST
                || localPreference < 0
                || localPreference > MAX_LOCAL_PREFERENCE
                || componentId < 1
                || componentId > 256) {
            throw new IllegalArgumentException(
                    "candidate priority of type preference %d, local preference %d, component %d"
                            .formatted(typePreference, localPreference, componentId));
        }
        return ((long) typePreference << 24) | ((long) localPreference << 8) | (256 - componentId);
    }
}
