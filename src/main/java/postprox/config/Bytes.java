package postprox.config;

import java.util.OptionalLong;

/** A number of bytes. A unit may follow it: K for 1,024 bytes, M for 1,024 K, G for 1,024 M. */
record Bytes(long least, long most) implements Type<Long> {
    static final long LARGEST = 1L << 50;

    private static final String UNITS = "KMG";

    @Override
    public Long parse(String text) {
        OptionalLong number = Digits.parse(Digits.withoutUnit(text, UNITS));
        int shift = 10 * (Digits.unit(text, UNITS) + 1);
        if (number.isEmpty() || number.getAsLong() > LARGEST >> shift) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a number of bytes, such as 20000000, 20000K, 20M or 1G");
        }
        long bytes = number.getAsLong() << shift;
        if (bytes < least || bytes > most) {
            throw new IllegalArgumentException("'" + text + "' is not from " + least + " to " + most);
        }
        return bytes;
    }
}
