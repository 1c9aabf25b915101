package postprox.filter.java;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import postprox.text.WireText;

/**
 * What a plug-in threw, in words. They are made on the plug-in's thread and within its time, since the methods of an exception are the
 * plug-in's code too. The exception itself is not kept: it would keep the plug-in's classes in memory.
 *
 * @param words         its class and the first line of its message
 * @param trace         the same with the innermost calls, and with its causes
 * @param isOutOfMemory whether there was no memory
 */
record Thrown(String words, String trace, boolean isOutOfMemory) {
    private static final int CHARACTERS = 300;
    private static final int FRAMES = 12;
    private static final int CAUSES = 3;

    /** The causes of an exception may form a circle. */
    private static final int MOST_CAUSES = 20;

    /** Stands for what cannot be put into words, most probably for want of memory. */
    static final Thrown BEYOND_WORDS =
            new Thrown("what it threw cannot be put into words", "an exception that cannot be put into words", true);

    static Thrown of(Throwable thrown) {
        StringBuilder trace = new StringBuilder();
        Optional<Throwable> next = Optional.of(thrown);
        for (int i = 0; i <= CAUSES && next.isPresent(); i++) {
            trace.append(i > 0 ? " caused by " : "").append(words(next.get()));
            append(trace, next.get());
            next = causeOf(next.get());
        }
        return new Thrown(words(thrown), trace.toString(), isOutOfMemory(thrown));
    }

    /** Whether it is an {@link OutOfMemoryError}, or was caused by one: a future or a class's initializer hides it in another. */
    private static boolean isOutOfMemory(Throwable thrown) {
        Optional<Throwable> next = Optional.of(thrown);
        for (int i = 0; i <= MOST_CAUSES && next.isPresent(); i++) {
            if (next.get() instanceof OutOfMemoryError) {
                return true;
            }
            next = causeOf(next.get());
        }
        return false;
    }

    private static String words(Throwable thrown) {
        String message = messageOf(thrown);
        return thrown.getClass().getName() + (message.isEmpty() ? "" : ": " + message);
    }

    @SuppressWarnings("ThrowableNotThrown")
    private static String messageOf(Throwable thrown) {
        try {
            String all = Optional.ofNullable(thrown.getMessage()).orElse("");
            String message = all.substring(0, Math.min(all.length(), CHARACTERS));
            byte[] line = message.lines().findFirst().orElse("").strip().getBytes(StandardCharsets.UTF_8);
            return WireText.printable(WireText.of(line, 0, line.length));
        } catch (RuntimeException | Error e) {
            return "";
        }
    }

    private static void append(StringBuilder trace, Throwable thrown) {
        try {
            Arrays.stream(thrown.getStackTrace())
                    .limit(FRAMES)
                    .forEach(element -> trace.append(" < ").append(element));
        } catch (RuntimeException | Error e) {
            trace.append(" < ?");
        }
    }

    private static Optional<Throwable> causeOf(Throwable thrown) {
        try {
            return Optional.ofNullable(thrown.getCause());
        } catch (RuntimeException | Error e) {
            return Optional.empty();
        }
    }
}
