package io.plenum.loadtests.roofline;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many datagrams went out in one message: a histogram.
 *
 * @param messages element n counts the messages of n datagrams
 */
record RunLengths(long[] messages) {
    /** Copies the array. */
    RunLengths {
        messages = messages.clone();
    }

    /** A copy. */
    @Override
    public long[] messages() {
        return messages.clone();
    }

    /** Every datagram was a message of its own. */
    static RunLengths single(long datagrams) {
        return new RunLengths(new long[] {0, datagrams});
    }

    /** What was added since {@code earlier}, a histogram of the same port. */
    RunLengths since(RunLengths earlier) {
        long[] difference = messages.clone();
        for (int i = 0; i < earlier.messages.length; i++) {
            difference[i] -= earlier.messages[i];
        }
        return new RunLengths(difference);
    }

    /** Datagrams of all messages. */
    long datagrams() {
        long sum = 0;
        for (int n = 0; n < messages.length; n++) {
            sum += n * messages[n];
        }
        return sum;
    }

    /** Datagrams per message, 0 if there was none. */
    double mean() {
        long count = Arrays.stream(messages).sum();
        return count == 0 ? 0 : (double) datagrams() / count;
    }

    /** Messages by their datagrams, shortest first, without lengths that did not occur. */
    Map<Integer, Long> byLength() {
        Map<Integer, Long> occurred = new TreeMap<>();
        for (int n = 0; n < messages.length; n++) {
            if (messages[n] > 0) {
                occurred.put(n, messages[n]);
            }
        }
        return occurred;
    }

    @Override
    public String toString() {
        return byLength().toString();
    }
}
