package postprox.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import postprox.config.Nearest;
import postprox.config.Usage;
import postprox.config.UsageException;
import postprox.net.Endpoint;

/**
 * A word in the next hop's place that may be a command with a slip of the pen in it. Taken for a host it would start a proxy, which
 * answers nobody who waits for the command.
 */
final class BareWord {
    private static final int GLANCE_SECONDS = 2;

    private BareWord() {}

    /**
     * Looks at the first operand of a command line that begins with no command.
     *
     * @throws UsageException where it is no place, and no address is known for it at a glance
     */
    static void check(String word) throws UsageException {
        if (word.isEmpty() || !isBare(word) || isKnownHost(word)) {
            return;
        }
        String host = "a mail server of that name is written with its port, " + word + ":25; see postprox --help";
        if (Usage.commands().contains(Usage.of(word))) {
            throw new UsageException(
                    "the command " + word + " comes first, as in postprox " + word + " --help; " + host);
        }
        throw new UsageException("there is no command '" + word + "'; "
                + nearest(word).map(meant -> "did you mean " + meant + "? ").orElse("") + host);
    }

    private static Optional<String> nearest(String word) {
        return Nearest.to(word, Usage.commands().stream().map(Usage::word).toList());
    }

    private static boolean isBare(String word) {
        return word.indexOf('.') < 0 && word.indexOf(':') < 0 && word.indexOf('/') < 0;
    }

    /** A name server that keeps us waiting does not know it at a glance. */
    private static boolean isKnownHost(String word) {
        FutureTask<Boolean> lookUp = new FutureTask<>(() -> hasAddress(word));
        Thread.ofPlatform().daemon().name("look-up").start(lookUp);
        try {
            return lookUp.get(GLANCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look-up failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean hasAddress(String word) {
        try {
            return new Endpoint.Tcp(word, Endpoint.SMTP_PORT).addresses().length > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
