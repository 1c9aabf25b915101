package postprox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import postprox.command.Commands;
import postprox.command.Output;
import postprox.posix.OwnProcess;
import postprox.run.Exit;

/** Hands the command line to the {@link Commands}, and exits with a status of {@link Exit}. */
public final class Main {
    private Main() {}

    /** Starts the program. */
    public static void main(String[] arguments) {
        try {
            keepOffTheClient();
            // Byte for byte; the JVM's own are decoded by a locale that may not know all bytes.
            System.exit(new Commands(Main::halt)
                    .run(OwnProcess.lastArguments(arguments.length))
                    .status());
        } catch (IOException e) {
            System.exit(Output.complain(Exit.SYSTEM, e).status());
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            System.exit(Exit.INTERNAL.status());
        }
    }

    /** Ends the process now: System.exit() would wait for the hook that calls this. */
    private static void halt(Exit exit) {
        Runtime.getRuntime().halt(exit.status());
    }

    /** Started by spawn(8) or inetd, standard error is the client's connection, where only SMTP may be said. */
    private static void keepOffTheClient() throws IOException {
        if (OwnProcess.isSameSocket(0, 2)) {
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
    }
}
