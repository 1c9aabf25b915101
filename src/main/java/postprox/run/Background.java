package postprox.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import postprox.config.Settings;
import postprox.posix.BackgroundProcess;
import postprox.posix.OwnProcess;
import postprox.posix.SpawnRequest;
import postprox.posix.StandardStreams;

/**
 * Puts a service into the background. A JVM cannot fork. So the first process starts a second one with the same command line,
 * in a session of its own (setsid(2)). The first waits until the second reports that its socket is bound, or why it is not.
 */
public final class Background {
    /** The system property by which the second process knows that it is the second. */
    private static final String MARK = "postprox.background";

    /** The system property by which a process knows whose place it takes: the id of that process, a slash, and its version. */
    private static final String PREDECESSOR = "postprox.predecessor";

    /** The text that the second process writes to its standard output when it is ready. */
    private static final String READY = "ready\n";

    private Background() {}

    /** Whether this process, which is to listen, is the first of the two, which starts the second. */
    public static boolean isWanted(Settings settings) {
        return !settings.foreground() && !isSecond() && predecessor().isEmpty();
    }

    /** Starts the second process and waits until it is ready or has failed. */
    public static Exit start(Settings settings) throws IOException {
        settings.log().check().ifPresent(problem -> System.err.println("postprox: warning: " + problem));
        List<String> command = new ArrayList<>(OwnProcess.commandLine());
        command.add(1, "-D" + MARK + "=true");
        String output =
                BackgroundProcess.start(new SpawnRequest(OwnProcess.executable(), command, OwnProcess.environment()));
        if (output.endsWith(READY)) {
            // The text before that is a warning, of postprox or of the JVM.
            System.err.print(output.substring(0, output.length() - READY.length()));
            return Exit.OK;
        }
        System.err.print(output.isEmpty() ? "postprox: the background process died at its start\n" : output);
        return Exit.SYSTEM;
    }

    /** If this is the second process, lets the first one end. After this no user sees what this process prints. */
    static void reportReady() {
        if (isSecond()) {
            System.out.print(READY);
            System.out.flush();
            StandardStreams.detach();
        }
    }

    /** If this is the second process, prints a message for the user, who waits for the first one to end. */
    static void tell(String message) {
        if (isSecond()) {
            System.err.println("postprox: " + message);
        }
    }

    /** The id of the process whose place this one takes, a slash, and its version; empty if it takes none. */
    static String predecessor() {
        return System.getProperty(PREDECESSOR, "");
    }

    private static boolean isSecond() {
        return Boolean.getBoolean(MARK);
    }
}
