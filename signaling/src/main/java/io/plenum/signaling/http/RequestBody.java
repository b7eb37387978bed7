package io.plenum.signaling.http;

import io.plenum.signaling.counts.SignallingCount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies within a limit of size, and until {@link RequestDeadline}: a client that
 * sends a byte now and then is never idle, and would keep a thread for ever.
 */
final class RequestBody {
    /** What is read of a request that is refused, so that its connection can go on. */
    private static final int MAX_SKIPPED_BYTES = 1024 * 1024;

    /** How the reading ended. */
    private enum End {
        /** There is no more. */
        WHOLE,
        /** There is more than is wanted. */
        MORE,
        /** It did not come in time. */
        LATE
    }

    private RequestBody() {}

    /**
     * Skips what has not been read of a request that is refused: a client that still sends while
     * its connection ends may not see why. Beyond a limit the connection ends with the answer.
     */
    static void skip(Request request, Response response) {
        boolean whole = false;
        if (request.getLength() <= MAX_SKIPPED_BYTES && RequestDeadline.leftNanos(request) > 0) {
            try {
                whole = read(request, MAX_SKIPPED_BYTES, null) == End.WHOLE;
            } catch (IOException e) {
                // The client has gone, or what it sends is no HTTP: the connection ends.
            }
        }
        if (!whole) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    /**
     * The body as UTF-8.
     *
     * @param maxBytes largest body; a larger one is refused with 413 without being read to its end,
     *     one that does not come in time with 408
     */
    static String text(Request request, int maxBytes) throws ProblemException, IOException {
        if (request.getLength() <= maxBytes) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            switch (read(request, maxBytes, bytes)) {
                case WHOLE -> {
                    return bytes.toString(StandardCharsets.UTF_8);
                }
                case MORE -> {}
                case LATE ->
                        throw new ProblemException(
                                408,
                                "too-slow",
                                "The body did not come to its end in time.",
                                SignallingCount.REFUSED_SLOW);
            }
        }
        throw new ProblemException(
                413,
                "too-large",
                "The body is larger than " + maxBytes / 1024 + " KiB.",
                SignallingCount.REFUSED_TOO_LARGE);
    }

    /**
     * Reads on.
     *
     * @param into where to, or null if it is of no interest
     * @throws IOException if the client has gone, or what it sends is no HTTP
     */
    private static End read(Request request, int maxBytes, @Nullable ByteArrayOutputStream into)
            throws IOException {
        int left = maxBytes;
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!waitForMore(request)) {
                    return End.LATE;
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                throw new IOException("The body broke off.", chunk.getFailure());
            }
            ByteBuffer bytes = chunk.getByteBuffer();
            int length = bytes.remaining();
            boolean fits = length <= left;
            if (fits && into != null) {
                byte[] copy = new byte[length];
                bytes.get(copy);
                into.write(copy, 0, length);
            }
            chunk.release();
            if (!fits) {
                return End.MORE;
            }
            left -= length;
            if (chunk.isLast()) {
                return End.WHOLE;
            }
        }
    }

    /** Whether there is something to read now; false if time is up. */
    private static boolean waitForMore(Request request) throws IOException {
        CountDownLatch more = new CountDownLatch(1);
        request.demand(more::countDown);
        try {
            return more.await(RequestDeadline.leftNanos(request), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The server stops.", e);
        }
    }
}
