package postprox.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postprox.postfix.Postfix;
import postprox.postfix.Tool;

/** The commands of postfix(1) for one instance, and its queue. */
final class Server {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The queues of messages that the queue manager knows (qmgr(8)). */
    private static final List<String> QUEUES = List.of("incoming", "active", "deferred", "hold");

    private final Postfix postfix;

    private final Consumer<String> out;

    /**
     * The server of an instance.
     *
     * @param out takes a line about what is not as usual
     */
    Server(Postfix postfix, Consumer<String> out) {
        this.postfix = postfix;
        this.out = out;
    }

    boolean isRunning() throws IOException {
        return postfix("status").isGood();
    }

    /**
     * Has Postfix check its configuration.
     *
     * @throws SetupRefused if Postfix finds a fault
     */
    void check() throws IOException, SetupRefused {
        Tool.Result result = postfix("check");
        if (!result.isGood()) {
            throw new SetupRefused("postfix check: " + result.inShort());
        }
    }

    /**
     * Has a running Postfix read its configuration again, and waits for a while until each new client has the new one. Sessions that run go on with
     * what they have read before.
     */
    void reload() throws IOException, SetupRefused, InterruptedException {
        OldProcesses old = OldProcesses.of(postfix.queueDirectory(), ports());
        Tool.Result result = postfix("reload");
        if (!result.isGood()) {
            throw new SetupRefused("postfix reload: " + result.inShort());
        }
        if (!old.awaitIdleOnesEnd(PATIENCE)) {
            // Its client has gone in the middle of a message, and it has not noticed yet.
            out.accept("postfix   an smtpd process goes by the old configuration until its session has ended");
        }
    }

    /** Starts Postfix again, which has ended without being told to. */
    void start() throws IOException, SetupRefused {
        Tool.Result result = postfix("start");
        if (!result.isGood()) {
            throw new SetupRefused("Postfix has ended, and postfix start says: " + result.inShort());
        }
    }

    /** The ports at which clients come. */
    private Set<Integer> ports() {
        return postfix.services().stream()
                .flatMap(service -> service.port().stream().boxed())
                .collect(Collectors.toSet());
    }

    /** Whether a message is in the queue. */
    boolean hasMail() throws IOException {
        for (String queue : QUEUES) {
            Path directory = postfix.queueDirectory().resolve(queue);
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    if (files.anyMatch(Files::isRegularFile)) {
                        return true;
                    }
                } catch (UncheckedIOException e) {
                    // A message has just moved on, so there was one.
                    return true;
                }
            }
        }
        return false;
    }

    private Tool.Result postfix(String command) throws IOException {
        return Tool.run(List.of("postfix", "-c", postfix.directory().toString(), command));
    }
}
