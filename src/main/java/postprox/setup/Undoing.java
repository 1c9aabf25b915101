package postprox.setup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import postprox.postfix.Postfix;

/**
 * Takes a set-up back. First mail is led past the filter, and then, when the messages in it are done, the services go: Postfix ends the
 * processes of a removed service at once.
 */
final class Undoing {
    /** postprox's deadline for a message, and 5 s more. */
    private static final Duration PATIENCE = Duration.ofSeconds(95);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Postfix postfix;
    private final EditedFile master;
    private final Server server;
    private final Consumer<String> out;

    Undoing(Postfix postfix, EditedFile master, Consumer<String> out) {
        this.postfix = postfix;
        this.master = master;
        this.server = new Server(postfix, out);
        this.out = out;
    }

    /**
     * Takes the latest set-up back.
     *
     * @param state the directory that has saved what was before
     * @param force whether to forget a set-up whose lines somebody has changed, and to change nothing
     * @return whether no mail goes there any more; if not, the set-up is only forgotten
     */
    boolean run(Path state, boolean force) throws IOException, SetupRefused {
        Optional<SavedSetup> latest = SavedSetup.latest(postfix.directory(), state);
        if (latest.isEmpty()) {
            throw new SetupRefused("there is no set-up of " + postfix.directory() + " to take back in " + state
                    + ". By hand: take out of master.cf each line with a smtpd_proxy_filter or content_filter that leads to postprox,"
                    + " and the line with smtpd_milters or receive_override_options behind it; then postfix -c "
                    + postfix.directory()
                    + " reload; then, when no message is in the filter any more, the entries behind"
                    + " '# postprox:', and reload again");
        }
        int port = latest.get().port();
        try {
            takeBack(latest.get(), force);
            return !Owners.isUsed(Postfix.in(postfix.directory()), port);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted. Run it again: it goes on where it was");
        }
    }

    /** Takes a set-up back, however much of it was done. It can be done again after it was cut short anywhere. */
    void takeBack(SavedSetup saved, boolean force) throws IOException, SetupRefused, InterruptedException {
        boolean isRunning = server.isRunning();
        String now = master.text();
        boolean isOurs = now.equals(saved.completeText()) || now.equals(saved.addedText());
        Reversal led = Reversal.of(saved.addedText(), saved.completeText(), now);
        Reversal services = Reversal.of(saved.beforeText(), saved.addedText(), led.text());
        // Somebody may have changed every one of its lines, so that none is found, and mail still goes there.
        boolean isGone = now.equals(saved.beforeText())
                || led.found() == 0
                        && services.found() == 0
                        && !Owners.isUsed(Postfix.in(postfix.directory()), saved.port());
        if (!isOurs && !isGone && (!led.missed().isEmpty() || !services.missed().isEmpty())) {
            if (force) {
                saved.setUndone();
                out.accept("forgotten " + saved.directory() + "; master.cf stays as it is");
                return;
            }
            throw new SetupRefused(byHand(led, services));
        }
        // One that was killed may have written that already, and messages may be in the filter.
        boolean isLed = !led.text().equals(now) || Connections.to(saved.port()) > 0;
        if (isRunning && !isGone && isLed) {
            master.replace(now, led.text());
            now = led.text();
            server.reload();
            out.accept("master.cf mail goes past the filter; reloaded");
            await(saved.port());
        }
        if (isGone) {
            out.accept("master.cf has nothing of the set-up");
        } else if (isOurs) {
            master.restore(now, saved.before());
            out.accept("master.cf as it was before, byte for byte");
        } else {
            master.replace(now, services.text());
            out.accept("master.cf without postprox. Somebody has edited it since the set-up; these edits stay");
        }
        // It may have been started meanwhile, and have read what is no more.
        if (server.isRunning()) {
            server.reload();
        }
        boolean wasBehindQueue = Entries.hasTransport(saved.addedText());
        saved.setUndone();
        if (wasBehindQueue && server.hasMail()) {
            out.accept(
                    "queue     has messages. Those that were on their way to the filter would wait for it until they are bounced."
                            + " This sends them past it: postsuper -c " + postfix.directory() + " -r ALL");
        }
    }

    /** Waits until the last session with the proxy has ended, for a limited time. */
    private void await(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int connections = Connections.to(port);
        if (connections > 0) {
            out.accept("waiting   for " + connections + " connections to the filter, at most " + PATIENCE.toSeconds()
                    + " s");
        }
        while (connections > 0 && System.nanoTime() - end < 0) {
            Thread.sleep(PAUSE);
            connections = Connections.to(port);
        }
        if (connections > 0) {
            out.accept("           " + connections + " are still there; their clients will send the message again");
        }
    }

    private String byHand(Reversal led, Reversal services) {
        List<String> missed = new ArrayList<>(led.missed());
        missed.addAll(services.missed());
        return master.path()
                + " has been edited since the set-up, and these lines of it are not found, or not only once:\n"
                + String.join("\n", missed)
                + "\nRemove by hand what is left of them, run postfix reload, and then forget the set-up: postprox setup --undo --force";
    }
}
