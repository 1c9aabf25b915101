package postprox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import postprox.command.Commands;
import postprox.command.Output;
import postprox.posix.OwnProcess;
import postprox.run.Exit;

/** The entry point. It hands the command line to {@link Commands}, and exits with a status of {@link Exit}. */
public final class Main {
    private Main() {}

    /** Starts the program. */
    public static void main(String[] arguments) {
        try {
            keepOffTheClient();
            // OwnProcess has the arguments as bytes. The JVM decodes its own by a locale that may not have all bytes.
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

    /** Ends the process at once. The shutdown hook calls this, for whose end System.exit() would wait. */
    private static void halt(Exit exit) {
        Runtime.getRuntime().halt(exit.status());
    }

    /** Discards standard error if it is the client's connection (spawn(8), inetd), on which only SMTP may be sent. */
    private static void keepOffTheClient() throws IOException {
        if (OwnProcess.isSameSocket(0, 2)) {
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
    }
}
