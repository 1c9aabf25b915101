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
import postprox.net.NextHops;

/**
 * Finds an operand that is probably no next hop: the filter's command, or a misspelled command of postprox. If postprox took that
 * word for a host, it would start a proxy, and the user would wait for the command's answer in vain.
 */
final class MisplacedWord {
    private static final int LOOK_UP_SECONDS = 2;

    private MisplacedWord() {}

    /**
     * Finds that the values of -c and of the next hop are swapped.
     *
     * @throws UsageException if -c has a place with a port, and the operand is none
     */
    static void checkSwap(CommandLine line, String word) throws UsageException {
        List<String> commands = line.texts(FilterOptions.COMMAND);
        if (!commands.isEmpty() && isPlace(commands.getLast()) && !isPlace(word)) {
            throw new UsageException("-c: '" + commands.getLast() + "' is HOST:PORT and no command, and '" + word
                    + "' stands where HOST:PORT belongs; write -c '" + word + "' " + commands.getLast());
        }
    }

    /**
     * The objection to an operand that stands before another one, although the proxy takes only one: it may be a misspelled
     * command, or the filter.
     */
    static UsageException beforeOthers(CommandLine line, String word, String next) {
        Optional<String> command = isBare(word) ? nearest(word) : Optional.empty();
        if (command.isPresent()) {
            String meant = command.get();
            return new UsageException(
                    meant.equals(word)
                            ? comesFirst(word)
                            : "there is no command '" + word + "'; did you mean " + meant + "? see postprox --help");
        }
        if (!line.has(FilterOptions.COMMAND) && isPlace(next) && !isPlace(word)) {
            return new UsageException("'" + word + "' stands where HOST:PORT belongs; if it is the filter, write -c '"
                    + word + "' " + next);
        }
        return new UsageException("'" + next + "' is one argument too many behind '" + word
                + "' (-c COMMAND is one argument: quotes around it in a shell, braces in master.cf)");
    }

    /** Whether a word has the form HOST:PORT, which no command has. */
    private static boolean isPlace(String word) {
        if (word.indexOf(':') < 0 || word.startsWith("/") || word.chars().anyMatch(Character::isWhitespace)) {
            return false;
        }
        try {
            var _ = NextHops.parse(word, Endpoint::parseNextHop);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Checks the first operand of a command line that asks for neither a service nor a session on a client's socket, and that
     * begins with no command. Its user may wait for a command's answer.
     *
     * @throws UsageException if the word has no dot, colon or slash, and no address is found for it within two seconds
     */
    static void check(String word) throws UsageException {
        if (word.isEmpty() || !isBare(word) || isKnownHost(word)) {
            return;
        }
        String host = "a mail server of that name is written with its port, " + word + ":25; see postprox --help";
        if (Usage.commands().contains(Usage.of(word))) {
            throw new UsageException(comesFirst(word) + "; " + host);
        }
        throw new UsageException("there is no command '" + word + "'; "
                + nearest(word).map(command -> "did you mean " + command + "? ").orElse("") + host);
    }

    private static String comesFirst(String command) {
        return "the command " + command + " comes first, as in postprox " + command + " --help";
    }

    private static Optional<String> nearest(String word) {
        return Nearest.to(word, Usage.commands().stream().map(Usage::word).toList());
    }

    private static boolean isBare(String word) {
        return word.indexOf('.') < 0 && word.indexOf(':') < 0 && word.indexOf('/') < 0 && word.indexOf(',') < 0;
    }

    /** Whether an address is found for the word. A slow name server must not keep the user waiting, so the answer is then no. */
    private static boolean isKnownHost(String word) {
        FutureTask<Boolean> lookUp = new FutureTask<>(() -> hasAddress(word));
        Thread.ofPlatform().daemon().name("look-up").start(lookUp);
        try {
            return lookUp.get(LOOK_UP_SECONDS, TimeUnit.SECONDS);
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
