package io.plenum.loadtests;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads "800K", "2.5M" or a plain number of bits a second. */
final class BitRateConverter implements ITypeConverter<Integer> {
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final double MOST = 100 * MEGA;

    @Override
    public Integer convert(String value) {
        String text = value.toUpperCase(Locale.ROOT);
        double factor = text.endsWith("M") ? MEGA : text.endsWith("K") ? KILO : 1;
        String number = factor == 1 ? text : text.substring(0, text.length() - 1);
        try {
            double bits = Double.parseDouble(number) * factor;
            if (bits >= 0 && bits <= MOST) {
                return (int) bits;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new TypeConversionException(
                "'" + value + "' is no bitrate: wanted is a number up to 100M, like 800K or 2.5M");
    }
}
