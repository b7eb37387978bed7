package io.plenum.signaling.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Many series of numbers over the last quarter of an hour, one number a tick each. Bounded in time
 * and number. Thread safe.
 */
public final class History {
    /** Time between two ticks. */
    public static final int TICK_MILLIS = 5_000;

    /** A quarter of an hour. */
    public static final int TICKS = 15 * 60_000 / TICK_MILLIS;

    /** Of 180 numbers each: 15 MB. */
    static final int MAX_SERIES = 20_000;

    private final Map<String, Series> byKey = new HashMap<>();
    private long tick;
    private long tickMillis;

    private static final class Series {
        final float[] values = new float[TICKS];
        long newest;

        Series(long tick) {
            newest = tick;
            Arrays.fill(values, Float.NaN);
        }

        void put(long tick, float value) {
            for (long missed = newest + 1; missed < tick; missed++) {
                values[(int) (missed % TICKS)] = Float.NaN;
            }
            newest = tick;
            values[(int) (tick % TICKS)] = value;
        }
    }

    /** A tick begins; series that have had no number for as long as is kept are forgotten. */
    public synchronized void begin(long nowMillis) {
        tick++;
        tickMillis = nowMillis;
        byKey.values().removeIf(series -> tick - series.newest >= TICKS);
    }

    /** A number of this tick. A new series beyond the limit is not kept. */
    public synchronized void put(String key, double value) {
        Series series = byKey.get(key);
        if (series == null) {
            if (byKey.size() >= MAX_SERIES) {
                return;
            }
            series = new Series(tick);
            byKey.put(key, series);
        }
        series.put(tick, (float) value);
    }

    /** When the last tick was, milliseconds since 1970; 0 before the first. */
    public synchronized long lastTickMillis() {
        return tickMillis;
    }

    /**
     * A series, oldest first, the last number of the last tick; NaN where there is none.
     *
     * @return {@link #TICKS} numbers
     */
    public synchronized float[] values(String key) {
        float[] values = new float[TICKS];
        Arrays.fill(values, Float.NaN);
        Series series = byKey.get(key);
        if (series != null) {
            for (int i = 0; i < TICKS; i++) {
                long at = tick - TICKS + 1 + i;
                if (at > 0 && at <= series.newest) {
                    values[i] = series.values[(int) (at % TICKS)];
                }
            }
        }
        return values;
    }
}
