package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import org.jspecify.annotations.Nullable;

/** A request cannot be served; the answer is a problem document. Has no stack trace. */
final class ProblemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final @Nullable SignallingCount count;

    ProblemException(int status, String error, String detail, @Nullable SignallingCount count) {
        super(detail, null, false, false);
        this.problem = new Problem(status, error, detail);
        this.count = count;
    }

    Problem problem() {
        return problem;
    }

    /** What to count it as, or null. */
    @Nullable SignallingCount count() {
        return count;
    }
}
