package postprox;

import java.nio.file.Path;
import postprox.trial.TrialRequest;

/** What the user asks for. */
sealed interface Invocation {
    /** Print a text and be done. */
    record Print(String text) implements Invocation {}

    /** Be a proxy. */
    record Proxy(Settings settings) implements Invocation {}

    /** Run a filter on one message. */
    record Try(TrialRequest request) implements Invocation {}

    /** Show what it is all about, with messages kept in a directory. */
    record Demo(boolean serve, Path directory) implements Invocation {}
}
