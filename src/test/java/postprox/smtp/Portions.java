package postprox.smtp;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import postprox.text.WireText;

/** A peer that sends its bytes in portions, each of which takes a read of its own, and then closes. */
final class Portions implements ByteSource {
    private final Deque<byte[]> portions = new ArrayDeque<>();

    private Portions(List<byte[]> portions) {
        portions.stream().filter(portion -> portion.length > 0).forEach(this.portions::add);
    }

    static InputBuffer of(String... portions) {
        return new InputBuffer(source(portions));
    }

    static ByteSource source(String... portions) {
        return new Portions(List.of(portions).stream().map(WireText::bytes).toList());
    }

    /** The same text with one byte a read. */
    static InputBuffer bytewise(String text) {
        return of(text.split(""));
    }

    /** The text in two reads, in all the ways there are. */
    static List<InputBuffer> inTwo(String text) {
        return IntStream.rangeClosed(0, text.length())
                .mapToObj(cut -> of(text.substring(0, cut), text.substring(cut)))
                .toList();
    }

    /** The text in reads of these lengths, the rest at once. */
    static InputBuffer split(String text, List<Integer> lengths) {
        return of(cut(text, lengths).toArray(String[]::new));
    }

    static List<String> cut(String text, List<Integer> lengths) {
        Deque<String> parts = new ArrayDeque<>();
        int at = 0;
        for (int length : lengths) {
            int end = Math.min(text.length(), at + length);
            parts.add(text.substring(at, end));
            at = end;
        }
        parts.add(text.substring(at));
        return List.copyOf(parts);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        byte[] portion = portions.poll();
        if (portion == null) {
            return -1;
        }
        int count = Math.min(length, portion.length);
        System.arraycopy(portion, 0, buffer, offset, count);
        if (count < portion.length) {
            portions.addFirst(Arrays.copyOfRange(portion, count, portion.length));
        }
        return count;
    }
}
