package postprox.filter.java;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A plug-in's call of {@link System#exit}. Nothing can keep it from ending the process. The thread that makes it waits in it for the
 * shutdown hooks, so that these find it there.
 *
 * @param filter the filter's name
 * @param trace  the innermost calls
 */
public record ExitCall(String filter, String trace) {
    private static final int FRAMES = 12;

    /** Finds the call that ends the process. It is not found if a virtual thread of the plug-in's makes it. */
    public static Optional<ExitCall> find() {
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            List<StackTraceElement> calls = Arrays.stream(entry.getValue())
                    .dropWhile(call -> !isExit(call))
                    .toList();
            Optional<PluginThreads> plugin = PluginThreads.of(entry.getKey());
            if (!calls.isEmpty() && plugin.isPresent()) {
                return Optional.of(new ExitCall(plugin.get().getName(), trace(calls)));
            }
        }
        return Optional.empty();
    }

    private static boolean isExit(StackTraceElement call) {
        return call.getClassName().equals(Runtime.class.getName())
                && call.getMethodName().equals("exit");
    }

    private static String trace(List<StackTraceElement> calls) {
        return calls.stream().limit(FRAMES).map(StackTraceElement::toString).collect(Collectors.joining(" < "));
    }
}
