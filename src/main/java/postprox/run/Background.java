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
 * Goes into the background. A JVM cannot fork, so it starts itself once more with the same command line, in a session of
 * its own, and waits until that process says that its socket is bound, or why it is not.
 */
public final class Background {
    /** The system property that tells the second process what it is. */
    private static final String MARK = "postprox.background";

    /** What the second process says, on what it has for a standard output, when it is ready. */
    private static final String READY = "ready\n";

    private Background() {}

    /** Whether this process is the first of the two. */
    public static boolean isWanted(Settings settings) {
        return settings.listen().isPresent() && !settings.foreground() && !isSecond();
    }

    /** Starts the second process and sees to it that it is ready. */
    public static Exit start(Settings settings) throws IOException {
        settings.log().check().ifPresent(problem -> System.err.println("postprox: warning: " + problem));
        List<String> command = new ArrayList<>(OwnProcess.commandLine());
        command.add(1, "-D" + MARK + "=true");
        String said =
                BackgroundProcess.start(new SpawnRequest(OwnProcess.executable(), command, OwnProcess.environment()));
        if (said.endsWith(READY)) {
            // What it said before is a warning, of the JVM's perhaps.
            System.err.print(said.substring(0, said.length() - READY.length()));
            return Exit.OK;
        }
        System.err.print(said.isEmpty() ? "postprox: the background process died at its start\n" : said);
        return Exit.SYSTEM;
    }

    /** Lets the first process go, if this is the second: from here on nobody sees what we print. */
    static void reportReady() {
        if (isSecond()) {
            System.out.print(READY);
            System.out.flush();
            StandardStreams.detach();
        }
    }

    /** Tells the user who waits for us, if this is the second process. */
    static void tell(String what) {
        if (isSecond()) {
            System.err.println("postprox: " + what);
        }
    }

    private static boolean isSecond() {
        return Boolean.getBoolean(MARK);
    }
}
