package postprox.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fuzzer's input, taken to pieces from its front: numbers first, text behind. Where there is nothing left, numbers are
 * zero and text is empty. Not thread-safe.
 */
public final class FuzzInput {
    private final byte[] bytes;
    private int at;

    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isEmpty() {
        return at == bytes.length;
    }

    /** The next byte, below a bound. */
    public int number(int bound) {
        return at < bytes.length ? (bytes[at++] & 0xFF) % bound : 0;
    }

    public boolean yes() {
        return number(2) == 1;
    }

    /** One of some things. */
    @SafeVarargs
    public final <T> T oneOf(T... things) {
        return things[number(things.length)];
    }

    /** A few lengths, all below a bound. */
    public List<Integer> lengths(int bound) {
        List<Integer> lengths = new ArrayList<>();
        for (int count = number(12); count > 0; count--) {
            lengths.add(number(bound));
        }
        return lengths;
    }

    /** The next bytes, as many as there are of so many, as an input of their own. */
    public FuzzInput first(int count) {
        int start = at;
        at = Math.min(bytes.length, at + count);
        return new FuzzInput(Arrays.copyOfRange(bytes, start, at));
    }

    /** All that is left, one byte a character. */
    public String text() {
        String text = new String(bytes, at, bytes.length - at, StandardCharsets.ISO_8859_1);
        at = bytes.length;
        return text;
    }
}
