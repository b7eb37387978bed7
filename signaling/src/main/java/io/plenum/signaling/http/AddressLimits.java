package io.plenum.signaling.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * So many events per minute from each address; a minute's worth may come at once (token bucket).
 * Forgets the addresses that it has not heard of for longest when it knows too many.
 */
final class AddressLimits {
    private static final int MAX_ADDRESSES = 50_000;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;

    /** Of an event, where a minute of waiting is worth a minute's events. */
    private final long costNanos;

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MAX_ADDRESSES;
                }
            };

    private static final class Bucket {
        private long leftNanos;
        private long atNanos;
    }

    /**
     * @param perMinute events allowed; 0 for no limit
     * @param nanoTime monotonic time
     */
    AddressLimits(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        costNanos = perMinute == 0 ? 0 : MINUTE_NANOS / perMinute;
        this.nanoTime = nanoTime;
    }

    /** Counts an event, and says whether it is within the limit. */
    boolean take(String address) {
        return perMinute == 0 || change(address, 1);
    }

    /** Whether the next event would be within the limit; counts nothing. */
    boolean allows(String address) {
        return perMinute == 0 || change(address, 0);
    }

    private boolean change(String address, int events) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            Bucket bucket = buckets.get(address);
            if (bucket == null) {
                bucket = new Bucket();
                bucket.leftNanos = MINUTE_NANOS;
                bucket.atNanos = now;
                buckets.put(address, bucket);
            }
            long passedNanos = Math.min(MINUTE_NANOS, now - bucket.atNanos);
            bucket.leftNanos = Math.min(MINUTE_NANOS, bucket.leftNanos + passedNanos);
            bucket.atNanos = now;
            if (bucket.leftNanos < costNanos) {
                return false;
            }
            bucket.leftNanos -= events * costNanos;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Seconds after which an address that has used up its limit may try again. */
    int retrySeconds() {
        return perMinute == 0 ? 1 : Math.ceilDiv(60, perMinute);
    }
}
