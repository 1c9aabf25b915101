package postprox.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import postprox.config.CommandLine;
import postprox.config.FilterOptions;
import postprox.config.Nearest;
import postprox.config.Usage;
import postprox.config.UsageException;
import postprox.net.Endpoint;

/**
 * A word in the next hop's place that is meant for something else: the filter's command, or a command of ours with a slip of the pen
 * in it. Taken for a host it would start a proxy, which answers nobody who waits for the command.
 */
final class MisplacedWord {
    private static final int GLANCE_SECONDS = 2;

    private MisplacedWord() {}

    /**
     * Looks at the operand where a place stands behind -c: the two have changed places.
     *
     * @throws UsageException where the operand is no place with a port
     */
    static void checkSwap(CommandLine line, String word) throws UsageException {
        List<String> commands = line.texts(FilterOptions.COMMAND);
        if (!commands.isEmpty() && isPlace(commands.getLast()) && !isPlace(word)) {
            throw new UsageException("-c: '" + commands.getLast() + "' is HOST:PORT and no command, and '" + word
                    + "' stands where HOST:PORT belongs; write -c '" + word + "' " + commands.getLast());
        }
    }

    /** Whether a word is written as a place with its port, as no command is. */
    private static boolean isPlace(String word) {
        if (word.indexOf(':') < 0 || word.startsWith("/") || word.chars().anyMatch(Character::isWhitespace)) {
            return false;
        }
        try {
            var _ = Endpoint.parseNextHop(word);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

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
        return word.chars().noneMatch(c -> c == '.' || c == ':' || c == '/');
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
