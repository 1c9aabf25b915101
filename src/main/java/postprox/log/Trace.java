package postprox.log;

import java.util.Arrays;
import java.util.Optional;

/** Writes an exception with its stack trace in one line. */
final class Trace {
    private static final int FRAMES = 12;

    private Trace() {}

    /** The exception and its innermost calls, then the same of its causes. */
    static String of(Throwable thrown) {
        StringBuilder trace = new StringBuilder(thrown.toString());
        Arrays.stream(thrown.getStackTrace())
                .limit(FRAMES)
                .forEach(element -> trace.append(" < ").append(element));
        Optional.ofNullable(thrown.getCause())
                .ifPresent(cause -> trace.append(" caused by ").append(of(cause)));
        return trace.toString();
    }
}
